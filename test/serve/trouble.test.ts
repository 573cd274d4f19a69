import { expect, it } from 'vitest';
import { readPlan } from '../../src/commands/serve.settings.js';
import { sayTrouble } from '../../src/commands/serve.trouble.js';

const say = (
  code: string,
  words: { port?: string; host?: string } = {},
  ...rest: [string?, number?]
): string => {
  const plan = readPlan({ port: '80', host: '127.0.0.1', ...words }, '/tmp');
  const error = sayTrouble(Object.assign(new Error(code), { code }), plan, ...rest) as Error & {
    hint?: string;
  };
  return `${error.message} (${error.hint})`;
};

it.each([
  [say('EACCES'), 'port 80 needs a privilege (sudo, or a port from 1024 on: --port 8080)'],
  [say('EACCES', { port: '8000' }), /^the system forbids to listen on 127\.0\.0\.1 port 8000 \(SELinux/],
  [say('EADDRNOTAVAIL'), /^127\.0\.0\.1 is no address of this machine now \(it has .*127\.0\.0\.1/],
  [
    say('EADDRINUSE', {}, 'nginx (pid 7)', 81),
    'port 80 is taken by nginx (pid 7) (free: --port 81, or --port 80+ for the next free one)',
  ],
  [say('EADDRINUSE'), 'port 80 is taken (choose another with --port)'],
  [say('EMFILE'), /ulimit -n/],
  [say('ENETDOWN'), /^cannot listen on 127\.0\.0\.1 port 80: ENETDOWN/],
])('says %s', (said, expected) => {
  if (typeof expected === 'string') expect(said).toBe(expected);
  else expect(said).toMatch(expected);
});

it('passes a bug on as it is', () => {
  const bug = new TypeError('bug');
  expect(sayTrouble(bug, readPlan({}, '/tmp'))).toBe(bug);
});
