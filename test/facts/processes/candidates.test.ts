import { expect, it } from 'vitest';
import { findCandidates, mentionsPort } from '../../../src/facts/processes/candidates.js';
import type { System } from '../../../src/system/system.js';

const commands: Readonly<Record<number, string>> = {
  [process.pid]: 'node /usr/bin/netcheck why 8000',
  1000001: 'node /srv/server.js 8000',
  1000002: 'node /usr/bin/netcheck why 8000',
  1000003: 'node /usr/bin/netcheck fix 8000',
  1000004: 'node /usr/bin/netcheck serve --port 8000',
  1000005: 'curl localhost:8000',
  1000006: '/opt/node/bin/node /opt/netcheck/bin/netcheck.js why 8000',
};
const system = {
  read: (path: string) => {
    const [, pid, file] = /^\/proc\/(\d+)\/(\w+)$/.exec(path) ?? [];
    return file === 'cmdline' ? `${commands[Number(pid)]?.replaceAll(' ', '\0')}\0` : '';
  },
} as unknown as System;

it('takes none of its own runs for the program that should serve the port, but the bundled server', () => {
  expect(findCandidates(system, Object.keys(commands).map(Number), 8000)).toEqual([1000001, 1000004]);
});

it.each([
  ['gunicorn -w 80 shop:app', 80, false],
  ['gunicorn --workers=4 shop:app', 4, false],
  ['gunicorn --timeout 8000 -b :8001 shop:app', 8000, false],
  ['celery worker --max-memory 8000', 8000, false],
  ['app --debug-level 1', 1, false],
  ['app.py 1', 1, false],
  ['app.py --port 7', 7, true],
  ['socat TCP-LISTEN:7,fork -', 7, true],
  ['socat TCP-LISTEN:8000,fork TCP:127.0.0.1:8888', 8000, true],
  ['socat TCP-LISTEN:8000,fork TCP:127.0.0.1:8888', 8888, false],
  ['socat UDP4-RECVFROM:53,fork UDP4-SENDTO:10.0.0.1:5353', 5353, false],
  ['socat TCP-LISTEN:8000,fork TCP4-CONNECT:127.0.0.1:8888', 8888, false],
  ['kubectl port-forward svc/web 8080:80', 80, false],
  ['kubectl port-forward svc/web 8080', 8080, true],
  ['kubectl port-forward svc/web 80:80', 80, true],
  ['python3 worker.py --broker localhost:8000', 8000, false],
  ['node app.js --redis-host=localhost:8000', 8000, false],
  ['node app.js --db-port 8000', 8000, false],
  ['SCREEN -dmS web python3 app.py --port 8000', 8000, false],
  ['runuser -u web -- python3 app.py --port 8000', 8000, false],
  ['python3 worker.py --mysql-host localhost --mysql-port 8000', 8000, false],
  ['bash ./wait-for-it.sh localhost:8000 -t 60 -- node app.js', 8000, false],
  ['bash ./wait-for-it.sh db:5432 -- gunicorn -b :8000 shop:app', 8000, true],
  ['node /srv/node_modules/.bin/wait-on tcp:8000', 8000, false],
  ['python3 wait_for_db.py db 8000', 8000, false],
  ['waitress-serve --port=8000 shop:app', 8000, true],
  ['python3 tools/healthcheck.py localhost:8000', 8000, false],
  ['node load-test.js localhost 8000', 8000, false],
  ['python3 monitor.py --port 8000', 8000, true],
  ['python3 checkout.py 8000', 8000, true],
  ['node app.js --api-url=localhost:8000', 8000, false],
  ['nginx-exporter --nginx.scrape-uri localhost:8000 --web.listen-address :8001', 8000, false],
  ['nginx-exporter --nginx.scrape-uri localhost:8001 --web.listen-address :8000', 8000, true],
  ['kafka_exporter --kafka.server=localhost:8000', 8000, false],
  ['mysqld_exporter --mysqld.address localhost:8000', 8000, false],
  ['mosquitto_sub -h localhost -p 8000 -t shop', 8000, false],
  ['pg_dump -h localhost -p 8000 shop', 8000, false],
  ['tunnel --listen 8001 --to 8000', 8000, false],
  ['python3 probe.py 0.0.0.0 8000', 8000, true],
  ['ping-server 8000', 8000, true],
  ['node /usr/bin/serve client -l 8000', 8000, true],
  ['nc -z localhost 8000', 8000, false],
  ['nc -lk -p 8000', 8000, true],
  ['ncat --listen 8000', 8000, true],
  ['maildev --smtp 8000', 8000, true],
  ['node app.js --api http://10.0.0.1:8000/', 8000, false],
  ['python3 listener.py http://10.0.0.1:8000/', 8000, false],
  ['stripe listen --forward-to localhost:8000/webhook', 8000, false],
  ['ngrok http 8000', 8000, false],
  ['cloudflared tunnel --url localhost:8000', 8000, false],
  ['node app.js --listen-backend :8000', 8000, true],
  ['slapd -h ldap://0.0.0.0:8000/ -u openldap', 8000, true],
  ['dotnet Shop.dll --urls http://*:8000;https://*:8001', 8000, true],
  ['dotnet Shop.dll --urls=http://localhost:8000', 8000, true],
  ['etcd --listen-client-urls http://127.0.0.1:8000', 8000, true],
  ['chrome.bin --remote-debugging-port=8000', 8000, true],
  ['python3 app.py --port 8000', 8000, true],
  ['python3 app.py --http-port=8000', 8000, true],
  ['node app.js -p 8000', 8000, true],
  ['node app.js 8000', 8000, true],
  ['uwsgi --http :8000 --processes 4', 8000, true],
])('hears in %s whether it is to serve %i', (line, port, spoken) => {
  expect(mentionsPort(line.split(' '), port)).toBe(spoken);
});

it('hears the words of a title that a command has given itself, and none of what is no command', () => {
  expect(mentionsPort(['ng serve --port 4300', '', ''], 4300)).toBe(true);
  expect(mentionsPort(['ssh: /root/.ssh/cm-me@host:22 [mux]'], 22)).toBe(false);
});

it('hears what is started behind however many waits', () => {
  const waits = Array.from({ length: 20_000 }, () => ['wait-on', 'tcp:1', '--']).flat();
  expect(mentionsPort([...waits, 'node', 'app.js', '8000'], 8000)).toBe(true);
  expect(mentionsPort([...waits, 'wait-on', 'tcp:8000'], 8000)).toBe(false);
});

it('takes no daemon of PM2 for a server because of the environment that it was started in', () => {
  const files: Readonly<Record<string, string>> = {
    '/proc/1000001/cmdline': 'PM2 v7.0.4: God Daemon (/root/.pm2)\0',
    '/proc/1000001/environ': 'PORT=8000\0',
    '/proc/1000002/cmdline': 'node\0/srv/app.js\0',
    '/proc/1000002/environ': 'PORT=8000\0',
  };
  const read = (path: string) => files[path] ?? '';
  expect(findCandidates({ read } as unknown as System, [1000001, 1000002], 8000)).toEqual([1000002]);
});

it('hears in the title of a server that has still to listen where that will be', () => {
  const named = (title: string) => mentionsPort([title, '', ''], 9292);
  expect(named('puma 5.6.5 (tcp://0.0.0.0:9292) [shop]')).toBe(true);
  expect(named('puma 6.4.2 (tcp://127.0.0.1:3000,tcp://127.0.0.1:9292?low_latency=false)')).toBe(true);
  expect(named('thin server (0.0.0.0:9292)')).toBe(true);
  expect(named('puma 5.6.5 (tcp://0.0.0.0:19292) [shop]')).toBe(false);
  expect(named('postgres: shop shop 10.0.0.2(9292) idle')).toBe(false);
});
