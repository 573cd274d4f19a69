import { expect, it } from 'vitest';
import { remedyFor } from '../../../src/rules/process/remedies.js';

it.each([
  ["Error: Cannot find module 'express'", 'express is not installed'],
  [
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find package '@hapi/hapi' imported from /srv/app.js",
    '@hapi/hapi is',
  ],
  ["Error: Cannot find module 'lodash/fp'", 'lodash is not installed'],
  ["Error: Cannot find module '/home/ana/server.js'", 'in the folder of its project'],
  ['sh: 1: vite: not found', 'npm install'],
  ['sh: line 1: next: command not found', 'next is not installed'],
  ['bash: uvicorn: command not found', 'uvicorn is not on the path'],
  ["nohup: failed to run command 'gunicorn': No such file or directory", 'venv/bin/activate'],
  ["ModuleNotFoundError: No module named 'flask_login'", 'pip install -r'],
  ['/usr/bin/python3: No module named SimpleHTTPServer', 'http.server'],
  ['django.db.utils.OperationalError: no such table: auth_user', 'manage.py migrate'],
  ['psycopg.errors.UndefinedTable: relation "orders" does not exist', 'alembic upgrade head'],
  ["TypeError: Flask.__call__() missing 1 required positional argument: 'start_response'", 'WSGI'],
  ["TypeError: FastAPI.__call__() missing 1 required positional argument: 'send'", 'UvicornWorker'],
  ['TypeError: create_app() takes 0 positional arguments but 2 were given', "'module:create_app()'"],
  ["ImportError: Couldn't import Django. Are you sure it's installed?", 'venv/bin/activate'],
  ["[Error: Could not find a production build in the '.next' directory.", 'npm run build'],
  [
    "Error: ENOSPC: System limit for number of file watchers reached, watch '/srv/a.js'",
    'sudo sysctl fs.inotify',
  ],
  ["Error: EMFILE: too many open files, watch '/srv'", 'max_user_instances'],
  [
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    '--max-old-space-size',
  ],
  [
    'A server is already running (pid: 42, file: /srv/shop/tmp/pids/server.pid).',
    '  rm /srv/shop/tmp/pids/server.pid',
  ],
  ['A server is already running. Check /srv/my shop/tmp/pids/server.pid.', 'left it behind'],
  ['ReferenceError: require is not defined in ES module scope, you can use import instead', '.cjs'],
  ['SyntaxError: Cannot use import statement outside a module', '"type": "module"'],
  ['Error: error:0308010C:digital envelope routines::unsupported', '--openssl-legacy-provider'],
  ["[Error: EACCES: permission denied, rmdir '/srv/shop/node_modules/.vite/deps'] {", 'ls -ld /srv/shop/'],
  ['Error: Failed to lookup view "index" in views directory "/srv/views"', 'folder of its project'],
  ['npm ERR! Missing script: "start"', 'lists the scripts'],
  [
    "npm ERR! enoent ENOENT: no such file or directory, open '/home/ana/package.json'",
    'folder of its project',
  ],
  ['ERROR:    Error loading ASGI app. Could not import module "main".', 'folder of its project'],
  ['Error: getaddrinfo ENOTFOUND locahost', 'netcheck why locahost'],
  ['Error: connect ECONNREFUSED 127.0.0.1:5432', 'netcheck why 127.0.0.1:5432'],
  ['Error: connect ECONNREFUSED ::1:6379', 'netcheck why 6379'],
  [
    'connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused',
    'netcheck why localhost:5432',
  ],
])('knows what to do about %s', (line, advice) => {
  expect(remedyFor(line)).toContain(advice);
});

it.each([
  "Error: Cannot find module './routes/user'",
  "[ERROR] Fatal error: Can't open and lock privilege tables: Table 'mysql.user' doesn't exist",
  "SyntaxError: Unexpected token '.'",
  'Error: listen EADDRINUSE: address already in use :::3000',
  'TypeError: app.use is not a function',
])('has nothing to add to %s', line => {
  expect(remedyFor(line)).toBeUndefined();
});
