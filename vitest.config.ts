import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take longest begin first: at the end the others would be waiting for them. By themselves larger files do. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      /\/(races|real|faults|long)\.test\.ts$/.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter(file => !isLong(file))];
  }
}

/** Variables by which the clients of this machine go through a proxy, or trust other authorities, and so netcheck judges. */
const MEANT_FOR_CLIENTS =
  /^(?:(?:https?|all|no|wss?)_proxy|NODE_USE_ENV_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|(?:CURL|REQUESTS)_CA_BUNDLE)$/i;

// A test sets what it needs of them itself.
for (const name of Object.keys(process.env)) if (MEANT_FOR_CLIENTS.test(name)) delete process.env[name];

// Real servers, namespaces and firewalls take their time on a busy machine: limits are there against hanging, not to
// measure.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Most of a test's time is waiting for servers and packets, not computing.
    maxWorkers: 4,
    // The same holds of those of one file that are marked as concurrent.
    maxConcurrency: 10,
    // Files of one worker share what they import: to load it anew for each takes a third of the time of all tests. So a
    // test puts back what it changes of the process.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // What other tests start and end on the same machine may be met once by chance; what fails twice is wrong. Each
    // failure is printed.
    retry: 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
