import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { named, noNamespaces } from '../support/namespace.js';
import { node, program } from '../support/netcheck.js';

const execute = promisify(execFile);
const rounds = 12;

/** Asks `rounds` times in a namespace in which one thing changes all the time; gives each diagnosis with its status. */
async function whileChanging(what: string) {
  const script = `
    mount -t tmpfs tmpfs /run; mkdir -p /run/netns; ip link set lo up; cd /run
    setsid bash "$1" "$2" 8125 >/dev/null 2>&1 & churn=$!
    sleep 1
    for _ in $(seq ${rounds}); do
      "$3" "$4" why 8125 --json --timeout 8 | tr -d '\\n'; echo "	\${PIPESTATUS[0]}"
      sleep 0.1$((RANDOM % 9))
    done
    kill -9 -- -$churn`;
  const churn = join(import.meta.dirname, 'churn.sh');
  const { stdout, stderr } = await execute(
    'unshare',
    [
      '--net',
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
      'bash',
      '-c',
      script,
      'bash',
      churn,
      what,
      node,
      program,
    ],
    { env: { PATH: process.env.PATH, HOME: '/nonexistent' }, maxBuffer: 64 * 1024 * 1024, timeout: 170_000 },
  );
  const answers = stdout
    .trim()
    .split('\n')
    .map(line => {
      const [json = '', status] = line.split('\t');
      return { diagnosis: JSON.parse(json), status: Number(status) };
    });
  return { answers, stderr };
}

const statusOf: Record<string, number> = {
  reachable: 0,
  'local-only': 1,
  degraded: 1,
  unreachable: 1,
  inconclusive: 3,
};

const isError = (cause: { severity: string }) => cause.severity === 'error';
const hasFailed = (row: { by: string; outcome: string }) => row.by === 'probe' && row.outcome !== 'ok';

describe.each(['restart', 'rebind', 'fork', 'stop', 'interfaces', 'rules', 'connections'])(
  'while it is looked at: %s',
  what => {
    it.skipIf(noNamespaces)(
      named('no crash, no broken rule, no evidence that is missing'),
      async () => {
        const { answers, stderr } = await whileChanging(what);
        expect(stderr).not.toMatch(/internal error|TypeError|at .*\.cjs/);
        expect(answers.length).toBe(rounds);
        for (const { diagnosis, status } of answers) {
          expect(diagnosis.broken).toEqual([]);
          expect(status).toBe(statusOf[diagnosis.verdict]);
          for (const cause of diagnosis.causes) expect(cause.evidence.length, cause.code).toBeGreaterThan(0);
          // What is called unreachable was tried and failed, or has a cause that was seen.
          if (diagnosis.verdict === 'unreachable')
            expect([...diagnosis.causes.filter(isError), ...diagnosis.reach.filter(hasFailed)]).not.toEqual(
              [],
            );
        }
      },
      180_000,
    );
  },
);
