import { describe, expect, it } from 'vitest';
import { findBySource, scriptOf, startsByScript } from '../../../src/facts/processes/by-source.js';
import { ownLine } from '../../../src/facts/processes/candidates.js';
import { servesBySource } from '../../../src/facts/processes/serves-by-source.js';
import { realSystem } from '../../../src/system/real.js';

describe('a source that says which port it serves', () => {
  it.each([
    'app.listen(3000);',
    "app.listen(process.env.PORT || 3000, '0.0.0.0')",
    'const PORT = process.env.PORT ?? 3000;',
    'app.listen(3000, () => console.log("Listening on http://localhost:3000"));',
    'server.listen({ host: "0.0.0.0", port: 3000 })',
    'app.run(host="0.0.0.0", port=3000)',
    'http.server.test(port=3000)',
    'server.bind(("0.0.0.0", 3000))',
    "HTTPServer(('', 3000), Handler).serve_forever()",
    'mongoose.connect(uri).then(() => app.listen(3000));',
    'port = int(os.environ.get("PORT", 3000))',
    "HTTPServer(('0.0.0.0', 3000), SimpleHTTPRequestHandler).serve_forever()",
    "port = os.environ.get('PORT') or 3000",
  ])('%s', line => expect(servesBySource(`x\n${line}\n`, 3000)).toBe(true));

  it.each([
    'fetch("http://localhost:3000/")',
    'run("http://localhost:3000/")',
    'net.connect({ port: 3000 })',
    'db.listen(connect(3000))',
    '// app.listen(3000)',
    'app.listen(30001)',
    'const timeout = 3000;',
    'setTimeout(run, 3000)',
    'const DB_PORT = 3000; // database',
    "new Client({ host: 'localhost', port: 3000 })",
    "const database = {\n  host: 'localhost',\n\n  port: 3000,\n};",
    "REDIS = dict(\n    host='localhost',\n    port=3000,\n)",
  ])('not %s', line => expect(servesBySource(line, 3000)).toBe(false));
});

it('takes none that goes to a service for one that serves it', () => {
  expect(servesBySource('const to = {\n  port: 5432,\n};\nconst port = 5432;', 5432)).toBe(false);
  expect(servesBySource('server.listen(5432)', 5432)).toBe(true);
  expect(servesBySource('const redis = connect();\nconst options = {\n  port: 3000,\n};', 3000)).toBe(true);
});

describe('a start script that starts a server on the port', () => {
  it.each([
    'exec python3 -m http.server 8000',
    '  nohup gunicorn -b 0.0.0.0:8000 shop:app',
    'while :; do timeout 1h gunicorn -b 0.0.0.0:8000 shop:app; sleep 1; done',
    'PORT=8000 npm start',
    'export PORT="8000"',
    'node server.js --port 8000 & # the shop',
    'while true; do python3 app.py --port 8000; sleep 1; done',
    'until waitress-serve --port=8000 shop:app; do sleep 1; done',
    'nice -n 10 python3 -m http.server 8000',
    'set -- gunicorn -b :8000 shop:app',
    'until ./server 8000; do echo "again on 8000" >&2; sleep 1; done',
  ])('%s', line => expect(startsByScript(`#!/bin/sh\n${line}\n`, 8000)).toBe(true));

  it.each([
    'until nc -z localhost 8000; do sleep 1; done',
    'curl -fsS localhost:8000/health',
    'echo "listening on :8000"',
    'sleep 8000',
    'while ! ss -lnt | grep -q :8000; do sleep 1; done',
    'if ! curl -s localhost:8000; then echo "no :8000"; fi',
    '[ "$PORT" = :8000 ] && exit',
    '# python3 -m http.server 8000',
    'exec gunicorn -b :80001 shop:app',
    "until PGPASSWORD=x psql -h db -p 8000 -U shop -c '\\\\q'; do sleep 1; done",
    'until python3 wait_for.py db 8000; do sleep 1; done',
    'while ! ./manage.py check-database --port 8000; do sleep 1; done',
    'while ! (</dev/tcp/127.0.0.1/8000); do :; done',
    'ulimit -n 8000',
    'cd /srv || exit 8000',
    'head -c 8000 /dev/urandom >seed',
  ])('not %s', line => expect(startsByScript(line, 8000)).toBe(false));
});

it('finds the script of an interpreter and of what watches it', () => {
  expect(scriptOf(['node', 'app.js'])).toBe('app.js');
  expect(scriptOf(['/usr/bin/node', '--watch', 'src/app.mjs'])).toBe('src/app.mjs');
  expect(scriptOf(['node', '/srv/node_modules/.bin/nodemon', 'app.js'])).toBe('app.js');
  expect(scriptOf(['python3', '-u', 'serve.py'])).toBe('serve.py');
  expect(scriptOf(['bash', 'app.js'])).toBeUndefined();
  expect(scriptOf(['vi', 'app.js'])).toBeUndefined();
});

it('reads the script of a process that was given a title, as PM2 does', () => {
  const files: Readonly<Record<string, string>> = {
    '/proc/9/cmdline': 'node /srv/app.js\0\0\0',
    '/proc/9/root/srv/app.js': 'app.listen(3000)',
  };
  const system = {
    ...realSystem,
    read: (path: string) => files[path] ?? stat(path),
  };
  const stat = (path: string): string => {
    throw new Error(path);
  };
  expect(findBySource(system, [9], 3000)).toEqual([9]);
});

it.each([
  ['make\0run\0', 'Makefile', [9]],
  ['make\0', 'Makefile', [9]],
  ['make\0-C\0run\0-j4\0all\0', 'Makefile', [9]],
  ['make\0-f\0dev.mk\0', 'dev.mk', [9]],
  ['make\0dev\0', 'Makefile', [9]],
  ['make\0watch\0', 'Makefile', []],
])('reads what make runs: %j', (line, file, found) => {
  const text =
    '.PHONY: watch\nPORT ?= 3000 # for all\nall: migrate run\nrun:\n\t@python3 -m http.server $(PORT)\n' +
    'migrate:\n\tpython3 migrate.py\ndev:\n\t@PORT=$(PORT) npm start\nwatch:\n\ttailwindcss --watch\n';
  const system = {
    ...realSystem,
    read: (path: string) => {
      if (path === '/proc/9/cmdline') return line;
      if (path === `/proc/9/cwd/${file}`) return text;
      throw new Error(path);
    },
  };
  expect(findBySource(system, [9], 3000)).toEqual(found);
  expect(findBySource(system, [9], 4000)).toEqual([]);
});

it('reads the script that a shell has still to come to', () => {
  const line = (text: string) => ({
    ...realSystem,
    read: (path: string) => {
      if (path === '/proc/9/cmdline') return `sh\0-c\0${text}\0`;
      if (path === '/proc/9/cwd/server.js') return 'app.listen(3000)';
      throw new Error(path);
    },
  });
  expect(findBySource(line('prisma migrate deploy && node server.js'), [9], 3000)).toEqual([9]);
  expect(findBySource(line('prisma migrate deploy && node server.js'), [9], 4000)).toEqual([]);
  expect(findBySource(line('tsc && NODE_ENV=production exec node server.js'), [9], 3000)).toEqual([9]);
  expect(findBySource(line('python3 wait_for_db.py && python3 -m http.server 3000'), [9], 3000)).toEqual([9]);
  expect(findBySource(line('sleep 9 && curl http://localhost:3000/'), [9], 3000)).toEqual([]);
  expect(findBySource(line('tsc && PORT=4000 node server.js'), [9], 3000)).toEqual([]);
  expect(findBySource(line('node server.js && rm x'), [9], 3000)).toEqual([]);
  expect(findBySource(line('node server.js'), [9], 3000)).toEqual([]);
});

it('reads the script that a wait gives way to', () => {
  const line = (...words: string[]) => ({
    ...realSystem,
    read: (path: string) => {
      if (path === '/proc/9/cmdline') return [...words, ''].join('\0');
      if (path === '/proc/9/cwd/server.js') return 'app.listen(3000)';
      if (path === '/proc/9/cwd/wait-for-db.sh')
        return 'until nc -z db 5432; do sleep 1; done\nnode server.js';
      throw new Error(path);
    },
  });
  const waiting = ['bash', './wait-for-it.sh', 'db:5432', '--'];
  expect(findBySource(line(...waiting, 'node', 'server.js'), [9], 3000)).toEqual([9]);
  expect(findBySource(line(...waiting, 'node', 'server.js'), [9], 4000)).toEqual([]);
  expect(findBySource(line('bash', 'wait-for-db.sh'), [9], 3000)).toEqual([9]);
});

it('reads what an entrypoint runs when it is ready, and what stands behind a loop that waits', () => {
  const line = (...words: string[]) => ({
    ...realSystem,
    read: (path: string) => {
      if (path === '/proc/9/cmdline') return [...words, ''].join('\0');
      if (path === '/proc/9/cwd/server.js') return 'app.listen(3000)';
      if (path === '/proc/9/cwd/worker.js') return 'setInterval(work, 3000)';
      if (path === '/proc/9/cwd/entrypoint.sh') return 'until pg_isready -h db; do sleep 1; done\nexec "$@"';
      throw new Error(path);
    },
  });
  const waiting = 'while ! nc -z db 5432; do sleep 1; done';
  expect(findBySource(line('sh', 'entrypoint.sh', 'node', 'server.js'), [9], 3000)).toEqual([9]);
  expect(findBySource(line('sh', 'entrypoint.sh', 'flask', 'run'), [9], 5000)).toEqual([9]);
  expect(findBySource(line('sh', 'entrypoint.sh', 'node', 'worker.js'), [9], 3000)).toEqual([]);
  expect(findBySource(line('sh', '-c', `${waiting}; node server.js`), [9], 3000)).toEqual([9]);
  expect(findBySource(line('sh', '-c', `node server.js & ${waiting}`), [9], 3000)).toEqual([]);
});

it('reads the script that npm runs, whatever it has come to', () => {
  const scripts = {
    start: 'node server.js',
    dev: 'tsc && node server.js | pino-pretty',
    web: 'vite --port 3000',
  };
  const npm = (title: string) => ({
    ...realSystem,
    read: (path: string) => {
      if (path === '/proc/9/cmdline') return `${title}\0\0\0`;
      if (path === '/proc/9/cwd/package.json') return JSON.stringify({ scripts });
      if (path === '/proc/9/cwd/server.js') return 'app.listen(3000)';
      throw new Error(path);
    },
  });
  expect(findBySource(npm('npm start'), [9], 3000)).toEqual([9]);
  expect(findBySource(npm('npm run dev'), [9], 3000)).toEqual([9]);
  expect(findBySource(npm('npm start'), [9], 4000)).toEqual([]);
  expect(findBySource(npm('npm run web'), [9], 3000)).toEqual([]);
  expect(findBySource(npm('npm run nothing'), [9], 3000)).toEqual([]);
});

describe('a start script that names no port, but what serves it', () => {
  const scripts = { start: 'node server.js', dev: 'PORT=4000 node server.js' };
  const found = (text: string, port = 3000) =>
    findBySource(
      {
        ...realSystem,
        read: (path: string) => {
          if (path === '/proc/9/cmdline') return '/bin/sh\0./entrypoint.sh\0';
          if (path === '/proc/9/cwd/./entrypoint.sh') return `#!/bin/sh\nset -e\n${text}\n`;
          if (path === '/proc/9/cwd/package.json') return JSON.stringify({ scripts });
          if (path === '/proc/9/root/srv/server.js') return 'app.listen(process.env.PORT || 3000)';
          if (path === '/proc/9/cwd/server.js') return 'app.listen(3000)';
          throw new Error(path);
        },
      },
      [9],
      port,
    );

  it.each([
    'node migrate.js\nexec node server.js "$@"',
    'until nc -z db 5432; do sleep 1; done; node /srv/server.js >>server.log 2>&1',
    'exec gosu node node server.js',
    'cd /opt/docker && exec docker-entrypoint.sh node /srv/server.js',
    'while true; do\n  node server.js\n  sleep 1\ndone',
    'until node server.js; do sleep 1; done',
    'npm ci && npm start',
    'exec npx next start',
    'case "$1" in\n  migrate) node migrate.js ;;\nesac\nexec node server.js',
    'bundle exec rake db:migrate\nexec rails server',
  ])('%s', text => expect(found(text)).toEqual([9]));

  it.each([
    'node server.js &\nwait',
    'node migrate.js',
    'echo "now: node server.js"',
    'pkill -f "node server.js"',
    'ssh prod "cd /srv && node server.js"',
    '# node server.js',
    'export PORT=4000\nexec node server.js',
    'FLASK_RUN_PORT=4000 next start',
    'npm run dev',
    'case "$1" in\n  work) node worker.js ;;\n  *) node server.js ;;\nesac',
    'exec node other.js',
  ])('not %s', text => expect(found(text)).toEqual([]));

  it('is told by the port', () => expect(found('exec node server.js', 4000)).toEqual([]));
});

it('reads the loop of a line that a shell was given', () => {
  const line = (text: string) => ({
    ...realSystem,
    read: (path: string) => (path === '/proc/9/cmdline' ? `bash\0-c\0${text}\0` : ''),
  });
  expect(findBySource(line('while :; do app -p 8000; done'), [9], 8000)).toEqual([9]);
  expect(findBySource(line('while :; do # again\napp -p 8000\ndone'), [9], 8000)).toEqual([9]);
  expect(findBySource(line('app -p 8000 & sleep 999'), [9], 8000)).toEqual([]);
});

it('reads the port of a source that takes it from the file .env', () => {
  const found = (source: string, line = 'PORT=3000', environment = '') =>
    findBySource(
      {
        ...realSystem,
        read: (path: string) => {
          if (path === '/proc/9/cmdline') return 'node\0./bin/www\0';
          if (path === '/proc/9/cwd/./bin/www') return source;
          if (path === '/proc/9/environ') return environment;
          if (path === '/proc/9/cwd/.env') return `DB_PORT=5432\n${line}\n`;
          throw new Error(path);
        },
      },
      [9],
      3000,
    );
  expect(found('app.listen(process.env.PORT)')).toEqual([9]);
  expect(found('app.listen(process.env.PORT)', 'export PORT = "3000"')).toEqual([9]);
  expect(found('app.listen(process.env.PORT)', 'PORT=30001')).toEqual([]);
  expect(found('app.listen(process.env.PORT)', 'DB_PORT=3000')).toEqual([]);
  expect(found('uvicorn.run(app, port=int(os.getenv("PORT")))')).toEqual([9]);
  expect(found('setInterval(work, 1000)')).toEqual([]);
  expect(found('setInterval(() => ask("localhost", process.env.PORT), 1000)')).toEqual([]);
  expect(found('app.listen(process.env.PORT || 3000)', '', 'HOME=/\0PORT=4000\0')).toEqual([]);
  expect(found('app.listen(3000)', '', 'HOME=/\0PORT=4000\0')).toEqual([9]);

  const start = performance.now();
  expect(found('app.listen(process.env.PORT)', '\n'.repeat(100_000))).toEqual([]);
  expect(performance.now() - start).toBeLessThan(200);
});

it('reads the port of the file .env beside a script that was started from another folder', () => {
  const texts: Readonly<Record<string, string>> = {
    '/proc/9/cmdline': 'node\0shop/index.js\0',
    '/proc/9/cwd/shop/index.js': 'app.listen(process.env.PORT)',
    '/proc/9/cwd/shop/.env': 'PORT=3000',
  };
  const system = { ...realSystem, read: (path: string) => texts[path] ?? '' };
  expect(findBySource(system, [9], 3000)).toEqual([9]);
  expect(findBySource(system, [9], 4000)).toEqual([]);
});

it('takes the script that asks for none that serves, though it is the first process of all', () => {
  const stat = (path: string) => (path === '/proc/1/stat' ? '1 (bash) S 0 1' : '9 (node) S 1 9');
  const system = { ...realSystem, read: stat };
  expect([...ownLine(system)]).toEqual([process.pid]);
  expect([...ownLine(system, 1)]).toEqual([process.pid, 1]);
});

it('takes no script that asks netcheck for the server', () => {
  const files: Readonly<Record<string, string>> = {
    [`/proc/${process.pid}/stat`]: `${process.pid} (node) S 9 9`,
    '/proc/9/stat': '9 (python3) S 1 9',
    '/proc/1/stat': '1 (node) S 0 1',
    '/proc/9/cmdline': 'python3\0check.py\0',
    '/proc/9/cwd/check.py': "subprocess.run(['netcheck', 'why', '3000'])",
    '/proc/1/cmdline': 'node\0app.js\0',
    '/proc/1/cwd/app.js': 'app.listen(3000)',
  };
  expect(findBySource({ ...realSystem, read: path => files[path] ?? '' }, [1, 9], 3000)).toEqual([1]);
});
