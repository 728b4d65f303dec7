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
          // Files share a process, as loading the program anew for each takes long.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'programs', include: ['test/**/*.test.ts'] } },
    ],
  },
});
