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

/**
 * Unit specs are next to their file, or in `test/docs` for the documentation. E2e specs run over HTTP
 * on a real PostgreSQL, and those in `e2e-long` take more than ten seconds each. Process specs run the
 * built service as a process. The other projects need programs that `npm ci` does not install. `npm test`
 * runs unit and e2e specs only.
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
      displayName: 'e2e-long',
      testMatch: ['<rootDir>/test/e2e-long/**/*.e2e-spec.ts'],
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
      displayName: 'node-versions',
      testMatch: ['<rootDir>/test/node-versions/**/*.node-spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/process-after-env.ts'],
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
      displayName: 'resilience',
      testMatch: ['<rootDir>/test/resilience/**/*.resilience-spec.ts'],
      setupFilesAfterEnv: [
        '<rootDir>/test/support/process-after-env.ts',
        '<rootDir>/test/resilience/support/after-env.ts',
      ],
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
  // A worker keeps some 50 MB of each file that it has run, because Jest does not release ES modules.
  // So the script `jest` in package.json allows a worker 8 GB.
  // A worker that has run many files needs more than the default 500 ms to free its memory and exit.
  // Jest still reports a worker that does not exit by itself. Do not set `workerIdleMemoryLimit`:
  // Jest restarts a worker that is above the limit at the end, and never tells the new one to exit.
  workerGracefulExitTimeout: 10_000,
  // Ends tests that hang. A slow machine needs most of it for tests that start the service several times.
  testTimeout: 180_000,
};
