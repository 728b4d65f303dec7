import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // The processors may be busy with other tests.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['src/**/*.test.ts', 'console/src/**/*.test.ts'],
          // Loading the program anew for every file takes an eighth of the time of these tests.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'programs', include: ['test/**/*.test.ts'] } },
    ],
  },
});
