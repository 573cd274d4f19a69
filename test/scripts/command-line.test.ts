import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const asked = (script: string, ...words: string[]) =>
  spawnSync(process.execPath, [join(root, script), ...words], { encoding: 'utf8' });

describe.each(['test/lab/run.mjs', 'bench/why.mjs', 'bench/serve.mjs', 'scripts/record-worlds.mjs'])(
  '%s',
  script => {
    it('says how it is used', () => {
      const { status, stdout, stderr } = asked(script, '--help');
      expect({ status, stdout, stderr }).toEqual({
        status: 0,
        stdout: expect.stringMatching(/^usage: npm run .+\n$/),
        stderr: '',
      });
    });

    it('says in one line what it does not know', () => {
      const { status, stderr } = asked(script, '--nope');
      expect(status).toBe(2);
      expect(stderr).toMatch(/^Unknown option '--nope'\nusage: npm run .+\n$/);
    });
  },
);

it('plays no case that is not there', () => {
  const { status, stderr } = asked('test/lab/run.mjs', 'no-such-case');
  expect(status).toBe(2);
  expect(stderr).toBe('No case has no-such-case in its name; test/lab/cases has them all.\n');
});
