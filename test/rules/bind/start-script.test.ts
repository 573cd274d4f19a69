import { expect, it } from 'vitest';
import type { Process } from '../../../src/facts/processes/types.js';
import { unit } from '../../programs/situation.js';
import { diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

const shell = running(41, ['bash', './start.sh'], { executable: '/usr/bin/bash', name: 'start.sh' });
const server = (line: string) => running(42, line.split(' '), { parent: 41 });
const script = (text: string, age = 60_000) => [
  { path: '/srv/start.sh', text: `#!/bin/bash\necho starting\n${text}\n`, modifiedAt: now - age },
];
const gunicorn = server('/usr/bin/python3 /usr/bin/gunicorn -b 127.0.0.1:8000 app:app');
const http = server('python3 -m http.server 8000 --bind 127.0.0.1');
const onLoopback = (process: Process, text: string, age?: number) =>
  diagnosed('8000', {
    sockets: [listener('127.0.0.1', 8000)],
    probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')],
    processes: [shell, process],
    configuration: script(text, age),
  });

it.each([
  [gunicorn, 'gunicorn -b 0.0.0.0:8000 app:app'],
  [gunicorn, 'exec gunicorn -b :8000 app:app 2>&1 | tee start.log'],
  [gunicorn, 'gunicorn \\\n  -b 0.0.0.0:8000 \\\n  app:app &'],
  [http, 'python3 -m http.server 8000'],
  [http, 'python3 -m http.server 8000 --bind ::'],
])('finds a script that would start %j elsewhere by now: %s', (process, text) => {
  expect(errors(onLoopback(process, text))).toEqual(['bind/config-not-in-effect']);
});

it.each([
  ['has the bound address', http, 'python3 -m http.server 8000 --bind 127.0.0.1'],
  [
    'has another in a comment',
    http,
    '# python3 -m http.server 8000\npython3 -m http.server 8000 --bind "$IP"',
  ],
  [
    'has both',
    http,
    'case $1 in\nlan) python3 -m http.server 8000 ;;\n*) python3 -m http.server 8000 --bind 127.0.0.1 ;;\nesac',
  ],
  ['starts something else besides', http, 'python3 -m http.server 8000 --directory /srv/www'],
  ['has the address from a variable', gunicorn, 'gunicorn -b "$BIND" app:app'],
  ['names none, of a server that is on loopback then', gunicorn, 'gunicorn app:app'],
  ['starts it in a loop', http, 'while :; do python3 -m http.server 8000; sleep 1; done'],
])('leaves alone one that %s', (_, process, text) => {
  expect(errors(onLoopback(process, text))).toEqual(['bind/loopback-only']);
});

it('leaves alone one that was not changed since', () => {
  expect(errors(onLoopback(http, 'python3 -m http.server 8000', 7_200_000))).toEqual(['bind/loopback-only']);
});

it('starts it as the script does by now, and lets the supervisor of a folder do that', () => {
  const [cause] = onLoopback(gunicorn, 'gunicorn -b 0.0.0.0:8000 app:app').causes;
  expect(JSON.stringify(cause?.fixes[0]?.steps)).toContain('gunicorn -b 0.0.0.0:8000 app:app');
  const runsv = running(41, ['runsv', 'shop'], { name: 'runsv', directory: '/sv/shop' });
  const [kept] = diagnosed('8000', {
    sockets: [listener('127.0.0.1', 8000)],
    probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')],
    processes: [runsv, http],
    configuration: [
      {
        path: '/sv/shop/run',
        text: 'exec python3 -m http.server 8000 --bind 0.0.0.0\n',
        modifiedAt: now - 60_000,
      },
    ],
  }).causes;
  expect(kept?.code).toBe('bind/config-not-in-effect');
  expect(kept?.fixes[0]?.steps?.at(-1)).toEqual({ do: 'run', command: 'sv up /sv/shop' });
});

it('has whoever keeps the script running start it again', () => {
  const cgroup = '0::/system.slice/shop.service';
  const [cause] = diagnosed('8000', {
    sockets: [listener('127.0.0.1', 8000)],
    probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')],
    processes: [
      { ...shell, cgroup },
      { ...gunicorn, cgroup },
    ],
    units: [unit({ name: 'shop.service', mainPid: 41, command: '/bin/bash /srv/start.sh' })],
    configuration: script('gunicorn \\\n  -b 0.0.0.0:8000 \\\n  app:app'),
  }).causes;
  expect(cause?.fixes[0]?.steps).toEqual([{ do: 'run', command: 'systemctl restart shop.service' }]);
});

it('finds the port that a script gives it by now', () => {
  const asked = (text: string) =>
    diagnosed('8080', {
      sockets: [],
      listeners: [listener('0.0.0.0', 8000, { inode: 7 })],
      owners: { pidsByInode: { 7: [42] }, hidden: [] },
      probes: [probe('127.0.0.1', 8080, 'refused'), probe('10.0.0.1', 8080, 'refused')],
      processes: [shell, server('/usr/bin/python3 /usr/bin/gunicorn -b 0.0.0.0:8000 app:app')],
      configuration: script(text),
    });
  expect(errors(asked('gunicorn -b 0.0.0.0:8080 app:app'))).toEqual(['bind/config-not-in-effect']);
  expect(errors(asked('gunicorn -b 0.0.0.0:8000 app:app'))).not.toContain('bind/config-not-in-effect');
  expect(errors(asked('gunicorn -b 0.0.0.0:8080 blog:app'))).not.toContain('bind/config-not-in-effect');
});
