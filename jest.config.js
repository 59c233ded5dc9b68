const swc = {
  module: { type: 'es6' },
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};

const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*(?<!\\.json))\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  setupFiles: ['reflect-metadata'],
};

/** Whose promises hang on the queue: these are kept on Redis, too. */
const QUEUED = [
  'case',
  'delivery',
  'drift',
  'inbound-status',
  'leads',
  'notifications',
  'onboarding',
  'parked-updates',
  'payment',
  'payram-payments',
  'replay',
  'routing',
  'shadows',
  'user-stream',
];

const onPostgres = (name) => ({
  ...base,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  globalSetup: '<rootDir>/test/support/postgres.start.js',
  globalTeardown: '<rootDir>/test/support/postgres.stop.js',
  setupFilesAfterEnv: ['<rootDir>/test/support/after-each-file.ts'],
});

export default {
  coverageProvider: 'v8',
  testTimeout: 30_000,
  // Jest leaves one core free by itself; most tests wait for PostgreSQL rather than compute.
  maxWorkers: 2,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    { ...base, displayName: 'architecture', testMatch: ['<rootDir>/test/architecture/**/*.test.ts'] },
    ...['integration', 'e2e', 'chaos'].map(onPostgres),
    {
      ...onPostgres('e2e'),
      displayName: 'e2e-redis',
      testMatch: [`<rootDir>/test/e2e/@(${QUEUED.join('|')})*.test.ts`],
      setupFiles: ['reflect-metadata', '<rootDir>/test/support/on-redis.ts'],
    },
  ],
};
