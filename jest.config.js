const transform = { '^.+\\.ts$': ['@swc/jest'] };

const common = {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform,
  testEnvironment: 'node',
};

/** Both start it once when they run together. */
const postgres = {
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
};

/**
 * Unit specs stand beside their file, those of the documentation in `test/docs`; e2e specs run over
 * HTTP on a real PostgreSQL; process specs run the built service as a process. The specs of the other
 * projects need programs that `npm ci` does not bring, so `npm test` leaves them out.
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
  // Half of the work is PostgreSQL's and bcrypt's, so every core gets a worker.
  maxWorkers: '100%',
  testTimeout: 60_000,
};
