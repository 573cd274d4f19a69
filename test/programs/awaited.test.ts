import { expect, it } from 'vitest';
import { awaitedBy, awaitedByVariables, awaitedIn, isIn } from '../../src/programs/sources/awaited.js';
import { running } from '../support/healthy.js';

it.each([
  ['until nc -z db 5432; do sleep 1; done', 'db', 5432],
  ['while ! nc -z -w 1 db 5432 2>/dev/null; do\n  sleep 0.5\ndone', 'db', 5432],
  ['until (echo >/dev/tcp/127.0.0.1/5432) 2>/dev/null; do sleep 1; done', '127.0.0.1', 5432],
  ['until pg_isready -h db -U shop -q; do sleep 2; done', 'db', 5432],
  ['until PGPASSWORD=x psql -h db -p 5433 -c "\\q"; do sleep 1; done', 'db', 5433],
  ['while ! mysqladmin ping -hdb --silent; do sleep 1; done', 'db', 3306],
  ['until redis-cli -h cache -p 6380 ping; do sleep 1; done', 'cache', 6380],
  ['until curl -sf http://auth:9000/health >/dev/null; do sleep 1; done', 'auth', 9000],
  ['until curl -sf https://auth/health; do sleep 1; done', 'auth', 443],
  [`H=\${H:-10.0.0.9}\nuntil redis-cli -h $H ping | grep -q PONG; do sleep 1; done`, '10.0.0.9', 6379],
  [`DB_HOST=pg.test\nuntil nc -z $DB_HOST \${DB_PORT:-5432}; do sleep 1; done`, 'pg.test', 5432],
  [`while ! (echo > /dev/tcp/$1/\${2:-5432}) 2>/dev/null; do sleep 1; done`, 'pg.test', 5433],
  ['host="$1"; port="$2"\nshift 2\nuntil nc -z "$host" "$port"; do sleep 1; done', 'pg.test', 5433],
  ['H=db\nuntil psql -h "$H" -U "postgres" -c "\\q"; do sleep 1; done', 'db', 5432],
])('reads what %j waits for', (script, host, port) => {
  expect(awaitedIn(script, ['pg.test', '5433', 'gunicorn'])).toMatchObject([{ host, port }]);
});

it.each([
  'while nc -z db 5432; do sleep 1; done',
  'until [ -f /srv/ready ]; do sleep 1; done',
  'until nc -z $DB_HOST 5432; do sleep 1; done',
  'wait_for() {\n  until nc -z "$1" "$2"; do sleep 1; done\n}\nwait_for db 5432',
  'while :; do gunicorn main:app; sleep 1; done',
  'nc -z db 5432 && gunicorn main:app',
  'until',
])('reads nothing in %j', script => {
  expect(awaitedIn(script, ['shop.test', '8000'])).toEqual([]);
});

it.each([
  [['bash', 'wait-for-it.sh', 'db:5432', '-t', '0', '--', 'gunicorn', '-b', '0.0.0.0:8000'], 'db', 5432],
  [['sh', './wait-for', 'http://api:3001/health', '--', 'npm', 'start'], 'api', 3001],
  [['node', '/srv/node_modules/.bin/wait-on', '-t', '30000', 'tcp:127.0.0.1:5432'], '127.0.0.1', 5432],
  [['node', '/srv/node_modules/.bin/wait-on', 'tcp:5432'], 'localhost', 5432],
  [['node', '/srv/node_modules/.bin/wait-on', 'http-get://api:3001/health'], 'api', 3001],
  [['node', '/srv/node_modules/.bin/wait-port', '-t', '30', ':5432'], 'localhost', 5432],
  [['dockerize', '-wait', 'tcp://db:5432', '-timeout', '60s', 'gunicorn'], 'db', 5432],
  [['sh', 'wait-for.sh', '-t', '30', 'db', '5432'], 'db', 5432],
  [['bash', 'wait-for-it.sh', '--host=db', '--port=5432', '--', 'npm', 'start'], 'db', 5432],
])('reads the command line %j', (command, host, port) => {
  expect(awaitedBy(command)).toMatchObject({ host, port });
});

it.each([
  [['dockerize', '-template', 'a:b', 'uvicorn', 'main:app', '--host', '0.0.0.0', '--port', '8000']],
  [['dockerize', 'python3', '-m', 'http.server', '8000']],
  [['node', '/srv/node_modules/.bin/wait-port', '-t', '5000', '8000']],
  [['sh', 'wait-for.sh', '-t', '30', '5432']],
])('reads no place in the command line %j', command => {
  expect(awaitedBy(command)).toBeUndefined();
});

it('believes that a shell is in a loop by what it runs there', () => {
  const shell = running(42, ['sh', 'start.sh']);
  const [loop] = awaitedIn('until nc -z db 5432; do sleep 1; done');
  const runs = (...command: string[]) => isIn(loop!, shell, [running(43, command, { parent: 42 })]);
  expect([runs('sleep', '1'), runs('nc', '-z', 'db', '5432'), runs('sh', 'start.sh')]).toEqual([
    true,
    true,
    true,
  ]);
  expect([runs('sleep', '300'), runs('python3', 'manage.py', 'migrate'), isIn(loop!, shell, [])]).toEqual([
    false,
    false,
    false,
  ]);
});

it.each([
  ['while ! nc -z "$DB_HOST" "$DB_PORT"; do sleep 1; done', ['DB_HOST', 'DB_PORT']],
  ['until nc -z $DB_HOST 5432; do sleep 1; done', ['DB_HOST']],
  ['until PGPASSWORD=$SECRET psql -h $PGHOST -U $PGUSER -c "\\q"; do sleep 1; done', ['PGHOST']],
  ['until nc -z db 5432; do sleep 1; done', undefined],
  ['until [ -f $SERVER_PID ]; do sleep 1; done', undefined],
])('reads which variables hold what %j waits for', (script, variables) => {
  expect(awaitedByVariables(script, [])[0]?.variables).toEqual(variables);
});
