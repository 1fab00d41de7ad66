const transform = { '^.+\\.ts$': ['@swc/jest'] };

const common = {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform,
  testEnvironment: 'node',
};

/** When both projects run together, PostgreSQL starts once. */
const postgres = {
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
};

/** Specs of what the verification lane takes part in. They also run with the lane off. */
const WITHOUT_LANE = [
  'announced-changes',
  'changes-on-every-instance',
  'check-order',
  'child-token-endings',
  'child-token-use',
  'credentials',
  'dpop-at-gateways',
  'failed-authentications',
  'forward-authentication',
  'hostile-input',
  'http-edge',
  'introspection',
  'introspection-batch',
  'metrics',
  'one-query-per-credential',
  'rate-limits',
  'refused-use',
  'revocation-bound',
  'route-access',
  'secret-reuse',
  'token-restrictions',
  'token-revocation',
  'token-rotation',
  'token-usage',
  'usage-written-once',
];

/**
 * Unit specs are next to their file, or in `test/docs` for the documentation. E2e specs run over HTTP
 * on a real PostgreSQL. Process specs run the built service as a process. The other projects need
 * programs that `npm ci` does not install, so `npm test` does not run them.
 */
export default {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/docs/*.spec.ts'],
    },
    {
      ...common,
      ...postgres,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/after-env.ts'],
    },
    {
      ...common,
      ...postgres,
      displayName: 'without-lane',
      testMatch: WITHOUT_LANE.map((name) => `<rootDir>/test/e2e/${name}.e2e-spec.ts`),
      setupFiles: ['<rootDir>/test/support/without-lane.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/after-env.ts'],
    },
    {
      ...common,
      ...postgres,
      displayName: 'process',
      testMatch: ['<rootDir>/test/process/**/*.process-spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/process-after-env.ts'],
    },
    {
      ...common,
      ...postgres,
      displayName: 'gateways',
      testMatch: ['<rootDir>/test/gateways/**/*.gateway-spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/after-env.ts'],
    },
    {
      ...common,
      ...postgres,
      displayName: 'redis',
      testMatch: ['<rootDir>/test/redis/**/*.redis-spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/after-env.ts'],
    },
    {
      ...common,
      displayName: 'contract',
      testMatch: ['<rootDir>/test/contract/**/*.contract-spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/process-after-env.ts'],
    },
    {
      ...common,
      displayName: 'clients',
      testMatch: ['<rootDir>/test/clients/*.client-spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/process-after-env.ts'],
    },
    {
      ...common,
      displayName: 'browser',
      testMatch: ['<rootDir>/test/browser/**/*.browser-spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/process-after-env.ts'],
    },
    {
      ...common,
      displayName: 'sdk',
      testMatch: ['<rootDir>/clients/typescript/test/**/*.sdk-spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/process-after-env.ts'],
    },
  ],
  // PostgreSQL and bcrypt do half of the work, so every core gets a worker.
  maxWorkers: '100%',
  // A worker that has run many files needs more than the default 500 ms to free its memory and exit.
  // Jest still reports a worker that does not exit by itself. Do not set `workerIdleMemoryLimit`:
  // Jest restarts a worker that is above the limit at the end, and never tells the new one to exit.
  workerGracefulExitTimeout: 10_000,
  testTimeout: 60_000,
};
