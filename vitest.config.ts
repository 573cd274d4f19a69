import { defineConfig } from 'vitest/config';

// Real servers, namespaces and firewalls take their time on a busy machine: limits are there against hanging, not to
// measure.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Most of a test's time is waiting for servers and packets, not computing.
    maxWorkers: 4,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
