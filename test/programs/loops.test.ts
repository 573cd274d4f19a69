import { describe, expect, it } from 'vitest';
import { lastLoop, loopsIn, runsInLoop } from '../../src/programs/sources/loops.js';
import { running } from '../support/healthy.js';

const server = running(42, ['/usr/bin/python3', 'server.py', '--port', '8000']);
const inLoop = (script: string): boolean => runsInLoop(script, server);

describe('the loops of a script', () => {
  it.each([
    ['while true; do a; done', ['while true; do a; done']],
    ['b\nuntil a\ndo sleep 1\ndone\nc', ['until a\ndo sleep 1\ndone']],
    ['for i in 1 2; do while :; do a; done; done; b', ['for i in 1 2; do while :; do a; done; done']],
    ['a; for i in 1\ndo a\ndone; while b; do c; done', ['for i in 1\ndo a\ndone', 'while b; do c; done']],
    ['echo while you wait', []],
    ['# while true; do a; done', []],
    ['while true; do a', ['while true; do a']],
  ])('%j', (script, loops) => {
    expect(loopsIn(script)).toEqual(loops);
  });
});

it.each([
  'until nc -z db 5432; do sleep 1; done\nexec python3 server.py',
  'while ! nc -z db 5432; do sleep 1; done >wait.log 2>&1 && exec python3 server.py',
  'while :; do a; done; b',
])('more comes behind the loop of %j', script => expect(lastLoop(script)).toBeUndefined());

it.each(['', ' >>log 2>&1 &', '; } &\nwait\n', ' # again'])('a script ends with its loop and %j', rest =>
  expect(lastLoop(`a\nwhile :; do b; done${rest}`)).toBe('while :; do b; done'),
);

it('is quick with blanks of any number', () =>
  expect(lastLoop(`while :; do a; done${' '.repeat(250_000)}b`)).toBeUndefined());

describe('a server is in the loop', () => {
  it.each([
    'while true; do python3 server.py --port 8000; sleep 1; done',
    'until python3 /srv/server.py; do sleep 1; done',
    'for i in 1 2 3; do ./server.py; done',
    'run() { python3 server.py; }\nwhile true; do run; done',
    'while true; do "$@"; done',
    'while sleep 1; do $COMMAND; done',
    'until "$@"; do sleep 1; done',
    'for ((;;)); do ./start.sh; done',
  ])('%j', script => {
    expect(inLoop(script)).toBe(true);
  });

  it.each([
    'for f in *.sql; do python3 migrate.py "$f"; done\npython3 server.py',
    'until nc -z db 5432; do sleep 1; done\nexec python3 server.py',
    'for f in *.env; do . "$f"; done; "$@"',
    'python3 server.py',
    'until nc -z db 5432; do sleep 1; done\n$COMMAND',
    'while ! test -e 8000; do sleep 1; done; ./start.sh',
    'while true; do tail my-server.py.log; done & python3 server.py',
    'stop() { kill 1; }\nwhile true; do start; done\npython3 server.py',
  ])('not %j', script => {
    expect(inLoop(script)).toBe(false);
  });
});
