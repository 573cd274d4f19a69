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

// Whom the clients of this machine are told to trust changes what netcheck says: a test sets what it needs itself.
for (const name of [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
])
  delete process.env[name];

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
