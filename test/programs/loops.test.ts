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

it('is quick with blanks of any number', () => {
  const blanks = ' '.repeat(250_000);
  expect(lastLoop(`while :; do a; done${blanks}b`)).toBeUndefined();
  expect(inLoop(`for i in 1; do${blanks}a; done; b() ${blanks} c; echo ${blanks} server.py`)).toBe(false);
});

it.each([
  ['redirections that nothing ends', `for i in 1; do ${'>>&'.repeat(20_000)} x; done\nserver.py`],
  [
    'functions that call the next one',
    `${Array.from({ length: 2000 }, (_, at) => `f${at}() { f${at + 1}; }`).join('\n')}\nf2000() { server.py; }\nwhile :; do a; done`,
  ],
])('is quick with %s', (_, script) => expect(inLoop(script)).toBe(false));

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
    'while :; do pgrep -f server.py >/dev/null || python3 server.py & sleep 30; done',
    'while :; do if ! pgrep -f "server.py"; then\n ./server.py 2>&1 &\nfi; sleep 30; done',
    'while :; do kill -0 $(pidof server.py) || python3 server.py; done',
    'while :; do [ -x server.py ] && ./server.py; done',
    'for i in 1 2 3; do python3 server.py >log 2>&1 && break; done',
    'say() { echo "$*"; }\nrun() { python3 server.py; }\nagain() { say x; run; }\nwhile :; do again; done',
    'run() {\n  a || { echo b; }\n  python3 server.py\n}\nwhile :; do run; done',
    'for port in 1 2; do while :; do python3 server.py $port; done & done; wait',
    'while :; do for port in 1 2; do python3 server.py $port & done; wait; done',
    'function run() {\n  cd /srv\n  python3 server.py\n}\nwhile :; do run; done',
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
    // A watch that only looks, as Docker's documentation has it for several services in one container.
    'python3 server.py &\nwhile sleep 60; do\n  ps aux | grep server.py | grep -q -v grep\n  [ $? = 0 ] || exit 1\ndone',
    'python3 server.py &\nwhile :; do curl -fs localhost:8000 || logger "server.py; gone"; sleep 9; done',
    'python3 server.py & P=$!\nwhile kill -0 $P; do echo "server.py runs"; sleep 5; done',
    'python3 server.py &\nuntil nc -z localhost 8000; do printf "%s\\n" \'wait for server.py\'; done; wait',
    'python3 server.py &\n# server.py is looked after\nwhile :; do sleep 9 # for server.py\ndone',
    'for f in server.py conf.py; do [ -f "$f" ] || touch "$f"; done\npython3 server.py',
    'log() { echo "$*"; }\npython3 server.py &\nwhile :; do log server; sleep 5; done',
    'run() { python3 server.py & }\nrun\nlog() {\n  date\n}\nwhile :; do log; sleep 5; done',
    // One each, of a list.
    'for each in a.sh b.sh; do "$each" & done; wait',
    'for port in 8000 8001; do python3 server.py $port >$port.log 2>&1 & done; wait',
    'for port in 8000 8001; do\n  python3 server.py \\\n    --port $port &\ndone',
    'while read -r port; do\n  nohup python3 server.py $port &> log &\ndone <ports\nwait',
  ])('not %j', script => {
    expect(inLoop(script)).toBe(false);
  });
});
