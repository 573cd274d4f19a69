import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { look, type Seen } from './play.js';

/** A real server on loopback: what it needs, how it is started, and what it must be recognised as. */
export interface Server {
  readonly name: string;
  readonly program: string;
  /** Programs on the search path, or files. */
  readonly needs: readonly string[];
  readonly at?: string;
  play(port: number, folder: string): { readonly files?: Record<string, string>; readonly command: string };
  /** What must hold once it was started again. */
  after?(folder: string, port: number, before: Seen): Promise<void> | void;
  end?(folder: string, port: number): Promise<void> | void;
}

const deps = process.env.NETCHECK_TEST_DEPS ?? `${process.env.HOME}/.cache/netcheck-test`;
const module = (name: string) => `${deps}/node_modules/${name}`;
const python = '/usr/bin/python3';
const flask =
  'from flask import Flask\napp = Flask(__name__)\n@app.route("/")\ndef hello(): return "hello"\n';
const wsgi =
  'def app(env, start):\n    start("200 OK", [("Content-Type", "text/plain")]); return [b"hello"]\n';
const express = `const app = require("${module('express')}")(); app.get("/", (q, r) => r.send("hello"));\n`;
const handler = 'from http.server import HTTPServer, SimpleHTTPRequestHandler\n';

const sameEnvironment = (name: string) => async (_: string, port: number, before: Seen) => {
  const after = await look(port);
  expect(after.holders[0]?.environment?.[name]).toBe(before.holders[0]?.environment?.[name]);
  expect(before.holders[0]?.environment?.[name]).toBeDefined();
};

export const servers: readonly Server[] = [
  {
    name: 'http.server',
    program: 'http.server',
    needs: [python],
    play: port => ({ command: `exec ${python} -m http.server ${port} --bind 127.0.0.1` }),
  },
  {
    name: 'http.server under nohup',
    program: 'http.server',
    needs: [python],
    play: port => ({
      command: `nohup ${python} -m http.server --bind=127.0.0.1 ${port} >nohup.out 2>&1 & sleep 1`,
    }),
    after: async (folder, port) => {
      const { holders } = await look(port);
      expect(holders[0]?.ignored).toContain('HUP');
      expect(holders[0]?.output).toBe(`${folder}/nohup.out`);
    },
  },
  {
    name: 'http.server under setsid',
    program: 'http.server',
    needs: [python],
    play: port => ({ command: `setsid ${python} -m http.server ${port} -b 127.0.0.1 & sleep 1; exit` }),
    after: async (_, port) => {
      const [holder] = (await look(port)).holders;
      expect(holder?.session).toBe(holder?.pid);
    },
  },
  {
    name: 'flask run',
    program: 'Flask',
    needs: [python, '/usr/lib/python3/dist-packages/flask'],
    play: port => ({
      files: { 'shop.py': flask },
      command: `FLASK_APP=shop exec ${python} -m flask run -p ${port}`,
    }),
    after: sameEnvironment('FLASK_APP'),
  },
  {
    name: 'flask run --debug, with its reloader',
    program: 'Flask',
    needs: [python, '/usr/lib/python3/dist-packages/flask'],
    play: port => ({
      files: { 'shop.py': flask },
      command: `exec ${python} -m flask --app shop --debug run -p ${port} -h localhost`,
    }),
  },
  {
    name: 'app.run() in a Flask script',
    program: 'python3',
    needs: [python, '/usr/lib/python3/dist-packages/flask'],
    play: port => ({
      files: { 'app.py': `${flask}\nif __name__ == "__main__":\n    app.run(port=${port})\n` },
      command: `exec ${python} app.py`,
    }),
  },
  {
    name: 'HTTPServer in a script',
    program: 'python3',
    needs: [python],
    play: port => ({
      files: {
        'server.py': `${handler}# was 127.0.0.1\nHTTPServer(('127.0.0.1', ${port}), SimpleHTTPRequestHandler).serve_forever()\n`,
      },
      command: `exec ${python} server.py`,
    }),
  },
  {
    name: 'a script with a --host option',
    program: 'python3',
    needs: [python],
    play: port => ({
      files: {
        'server.py': `import argparse\n${handler}p = argparse.ArgumentParser()\np.add_argument("--host", default="127.0.0.1")\np.add_argument("--port", type=int)\na = p.parse_args()\nHTTPServer((a.host, a.port), SimpleHTTPRequestHandler).serve_forever()\n`,
      },
      command: `exec ${python} server.py --port ${port}`,
    }),
  },
  {
    name: 'a script whose address is in another module',
    program: 'python3',
    needs: [python],
    play: port => ({
      files: {
        'settings.py': `DATABASE_HOST = "127.0.0.1"\nHOST = "127.0.0.1"\nPORT = ${port}\n`,
        'server.py': `import settings\n${handler}HTTPServer((settings.HOST, settings.PORT), SimpleHTTPRequestHandler).serve_forever()\n`,
      },
      command: `exec ${python} server.py`,
    }),
  },
  {
    name: 'a script that reads BIND_ADDR',
    program: 'python3',
    needs: [python],
    play: port => ({
      files: {
        'server.py': `import os\n${handler}HTTPServer((os.environ.get("BIND_ADDR", "localhost"), ${port}), SimpleHTTPRequestHandler).serve_forever()\n`,
      },
      command: `exec ${python} server.py`,
    }),
  },
  {
    name: 'gunicorn, a master and two workers',
    program: 'gunicorn',
    needs: ['gunicorn'],
    play: port => ({
      files: { 'main.py': wsgi },
      command: `exec gunicorn main:app -w 2 -b 127.0.0.1:${port}`,
    }),
  },
  {
    name: 'gunicorn with a configuration file',
    program: 'gunicorn',
    needs: ['gunicorn'],
    play: port => ({
      files: { 'main.py': wsgi, 'conf.py': `bind = "127.0.0.1:${port}"\nworkers = 2\n` },
      command: 'exec gunicorn -c conf.py main:app',
    }),
  },
  {
    name: 'gunicorn by GUNICORN_CMD_ARGS, as a daemon',
    program: 'gunicorn',
    needs: ['gunicorn'],
    play: port => ({
      files: { 'main.py': wsgi },
      command: `GUNICORN_CMD_ARGS="--bind=127.0.0.1:${port} --workers=2" gunicorn --daemon main:app`,
    }),
    after: sameEnvironment('GUNICORN_CMD_ARGS'),
  },
  {
    name: 'uvicorn',
    program: 'Uvicorn',
    needs: [python, '/usr/lib/python3/dist-packages/uvicorn'],
    play: port => ({
      files: { 'shop.py': 'async def app(scope, receive, send):\n    pass\n' },
      command: `exec ${python} -m uvicorn --lifespan off --port ${port} shop:app`,
    }),
  },
  {
    name: 'uvicorn with two workers',
    program: 'Uvicorn',
    needs: [python, '/usr/lib/python3/dist-packages/uvicorn'],
    play: port => ({
      files: { 'shop.py': 'async def app(scope, receive, send):\n    pass\n' },
      command: `exec ${python} -m uvicorn --lifespan off --port ${port} --workers 2 shop:app`,
    }),
  },
  {
    name: 'Django runserver, with its reloader',
    program: 'Django',
    needs: ['django-admin'],
    play: port => ({
      command: `${python} -m django startproject shop . && exec ${python} manage.py runserver ${port}`,
    }),
    after: folder =>
      expect(readFileSync(`${folder}/shop/settings.py`, 'utf8')).toContain("ALLOWED_HOSTS = ['*']"),
  },
  {
    name: 'uWSGI with a master',
    program: 'uWSGI',
    needs: ['uwsgi', '/usr/lib/uwsgi/plugins/python3_plugin.so'],
    play: port => ({
      files: { 'main.py': wsgi.replace('app', 'application') },
      command: `exec uwsgi --plugin python3 --master --processes 2 --http-socket 127.0.0.1:${port} --wsgi-file main.py`,
    }),
  },
  {
    name: 'uWSGI by its ini file',
    program: 'uWSGI',
    needs: ['uwsgi', '/usr/lib/uwsgi/plugins/python3_plugin.so'],
    play: port => ({
      files: {
        'main.py': wsgi.replace('app', 'application'),
        'shop.ini': `[uwsgi]\nplugin = python3\nhttp-socket = 127.0.0.1:${port}\nwsgi-file = main.py\nmaster = true\n`,
      },
      command: 'exec uwsgi --ini shop.ini',
    }),
  },
  {
    name: "gevent's pywsgi",
    program: 'python3',
    needs: [python, '/usr/lib/python3/dist-packages/gevent'],
    play: port => ({
      files: {
        'server.py': `from gevent.pywsgi import WSGIServer\n${wsgi}WSGIServer(("127.0.0.1", ${port}), app).serve_forever()\n`,
      },
      command: `exec ${python} server.py`,
    }),
  },
  {
    name: 'Twisted Web',
    program: 'Twisted Web',
    needs: ['twistd3'],
    play: port => ({ command: `exec twistd3 -n web --listen tcp:${port}:interface=127.0.0.1 --path .` }),
  },
  {
    name: 'nginx',
    program: 'nginx',
    needs: ['nginx'],
    play: (port, folder) => ({
      files: {
        'nginx.conf': `pid ${folder}/nginx.pid; error_log ${folder}/error.log;\nevents {}\nhttp { access_log off;\n include sites/*.conf; }\n`,
        'sites/shop.conf': `server {\n  listen 127.0.0.1:${port};\n  root ${folder};\n}\n`,
      },
      command: `nginx -c ${folder}/nginx.conf`,
    }),
  },
  {
    name: 'nginx in the foreground',
    program: 'nginx',
    needs: ['nginx'],
    play: (port, folder) => ({
      files: {
        'nginx.conf': `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;\nevents {}\nhttp { access_log off; server { listen localhost:${port}; } }\n`,
      },
      command: `exec nginx -c ${folder}/nginx.conf`,
    }),
  },
  {
    name: 'Apache httpd',
    program: 'Apache',
    needs: ['apache2'],
    play: (port, folder) => ({
      files: {
        'httpd.conf': `ServerName shop\nServerRoot ${folder}\nPidFile ${folder}/httpd.pid\nErrorLog ${folder}/error.log\nDefaultRuntimeDir ${folder}\nMutex file:${folder} default\nLoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\nLoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so\nUser www-data\nGroup www-data\nInclude ports.conf\nDocumentRoot ${folder}\n`,
        'ports.conf': `# Listen 127.0.0.1:1\nListen 127.0.0.1:${port}\n`,
      },
      command: `apache2 -k start -f ${folder}/httpd.conf`,
    }),
  },
  {
    name: 'lighttpd',
    program: 'lighttpd',
    needs: ['lighttpd'],
    play: (port, folder) => ({
      files: {
        'lighttpd.conf': `server.document-root = "${folder}"\nserver.port = ${port}\nserver.bind = "127.0.0.1"\n`,
      },
      command: 'exec lighttpd -D -f lighttpd.conf',
    }),
  },
  {
    name: 'lighttpd as a daemon, by a relative path',
    program: 'lighttpd',
    needs: ['lighttpd'],
    play: (port, folder) => ({
      files: {
        'lighttpd.conf': `server.document-root = "${folder}"\nserver.port = ${port}\nserver.bind = "127.0.0.1"\n`,
      },
      command: 'lighttpd -f lighttpd.conf',
    }),
  },
  {
    name: 'HAProxy',
    program: 'HAProxy',
    needs: ['haproxy'],
    play: port => ({
      files: {
        'haproxy.cfg': `global\n  maxconn 100\ndefaults\n  mode http\n  timeout client 5s\n  timeout connect 5s\n  timeout server 5s\nfrontend shop\n  bind 127.0.0.1:${port}\n  http-request return status 200\n`,
      },
      command: 'haproxy -D -f haproxy.cfg',
    }),
  },
  {
    name: 'HAProxy with its master',
    program: 'HAProxy',
    needs: ['haproxy'],
    play: port => ({
      files: {
        'haproxy.cfg': `defaults\n  mode http\n  timeout client 5s\n  timeout connect 5s\n  timeout server 5s\nlisten shop\n  bind 127.0.0.1:${port}\n  http-request return status 200\n`,
      },
      command: 'exec haproxy -W -f haproxy.cfg',
    }),
  },
  {
    name: 'Caddy',
    program: 'Caddy',
    needs: ['caddy'],
    play: (port, folder) => ({
      files: { Caddyfile: `{\n  admin off\n}\nhttp://:${port} {\n  bind 127.0.0.1\n  respond "hello"\n}\n` },
      command: `XDG_DATA_HOME=${folder} XDG_CONFIG_HOME=${folder} exec caddy run --config Caddyfile --adapter caddyfile`,
    }),
  },
  {
    name: 'Caddy file-server',
    program: 'Caddy',
    needs: ['caddy'],
    play: port => ({ command: `exec caddy file-server --listen 127.0.0.1:${port}` }),
  },
  {
    name: "PHP's built-in server",
    program: 'PHP',
    needs: ['php'],
    play: (port, folder) => ({ command: `exec php -S localhost:${port} -t ${folder}` }),
    at: 'localhost',
  },
  {
    name: 'PHP-FPM',
    program: 'PHP-FPM',
    needs: ['php-fpm8.2'],
    play: (port, folder) => ({
      files: {
        'fpm.conf': `[global]\npid = ${folder}/fpm.pid\nerror_log = ${folder}/fpm.log\ninclude = ${folder}/pool.d/*.conf\n`,
        'pool.d/shop.conf': `[shop]\nuser = www-data\ngroup = www-data\nlisten = 127.0.0.1:${port}\npm = static\npm.max_children = 2\n`,
      },
      command: `php-fpm8.2 --fpm-config ${folder}/fpm.conf`,
    }),
  },
  {
    name: 'plain node:http',
    program: 'node',
    needs: [],
    play: port => ({
      files: {
        'app.js': `require("http").createServer((q, r) => r.end("hello")).listen(${port}, "127.0.0.1");\n`,
      },
      command: 'exec node app.js',
    }),
  },
  {
    name: 'node with a HOST variable',
    program: 'node',
    needs: [],
    play: port => ({
      files: {
        'app.js':
          'require("http").createServer((q, r) => r.end("hello")).listen(process.env.PORT, process.env.HOST);\n',
      },
      command: `PORT=${port} HOST=127.0.0.1 exec node app.js`,
    }),
    after: sameEnvironment('PORT'),
  },
  {
    name: 'Express with a default in its source',
    program: 'node',
    needs: [module('express')],
    play: port => ({
      files: { 'app.js': `${express}app.listen(${port}, process.env.HOST || "127.0.0.1");\n` },
      command: 'exec node app.js',
    }),
  },
  {
    name: 'Express below another file',
    program: 'node',
    needs: [module('express')],
    play: port => ({
      files: {
        'src/server.js': `${express}const host = 'localhost';\nconst db = { host: 'localhost' };\nmodule.exports = () => app.listen(${port}, host);\n`,
        'index.js': "require('./src/server')();\n",
      },
      command: 'exec node index.js',
    }),
    at: 'localhost',
  },
  {
    name: 'Fastify, which listens on localhost unless told',
    program: 'node',
    needs: [module('fastify')],
    play: port => ({
      files: {
        'app.mjs': `import fastify from '${module('fastify')}/fastify.js';\nconst app = fastify();\napp.get('/', () => 'hello');\nawait app.listen({ port: ${port} });\n`,
      },
      command: 'exec node app.mjs',
    }),
  },
  {
    name: 'npm run start',
    program: 'node',
    needs: ['npm'],
    play: port => ({
      files: {
        'package.json': '{ "scripts": { "start": "node server.js" } }',
        'server.js': `require("http").createServer((q, r) => r.end("hello")).listen(${port}, "127.0.0.1");\n`,
      },
      command: 'exec npm run start',
    }),
    after: async (_, port) => expect((await look(port)).situation.process.name).toMatch(/^npm/),
  },
  {
    name: 'npm run dev, which is Vite',
    program: 'Vite',
    needs: ['npm', module('vite')],
    play: (port, folder) => ({
      files: {
        'package.json': `{ "scripts": { "dev": "${module('.bin/vite')} --port ${port} --strictPort" } }`,
        'index.html': folder,
      },
      command: 'exec npm run dev',
    }),
    at: 'localhost',
  },
  {
    name: 'nodemon',
    program: 'node',
    needs: [module('nodemon')],
    play: port => ({
      files: {
        'app.js': `require("http").createServer((q, r) => r.end("hello")).listen(${port}, "127.0.0.1");\n`,
      },
      command: `exec ${module('.bin/nodemon')} app.js`,
    }),
  },
  {
    name: 'node --watch',
    program: 'node',
    needs: [],
    play: port => ({
      files: {
        'app.js': `require("http").createServer((q, r) => r.end("hello")).listen(${port}, "127.0.0.1");\n`,
      },
      command: 'exec node --watch app.js',
    }),
  },
  {
    name: 'serve',
    program: 'serve',
    needs: [module('serve')],
    play: port => ({ command: `exec ${module('.bin/serve')} -l tcp://127.0.0.1:${port} .` }),
  },
  {
    name: 'http-server',
    program: 'http-server',
    needs: [module('http-server')],
    play: port => ({ command: `${module('.bin/http-server')} -p ${port} -a 127.0.0.1 .` }),
  },
  {
    name: 'PM2, by its variable',
    program: 'node',
    needs: [module('pm2')],
    play: (port, folder) => ({
      files: {
        'app.js': `require("http").createServer((q, r) => r.end("hello")).listen(${port}, process.env.HOST || "127.0.0.1");\n`,
      },
      command: `PM2_HOME=${folder}/pm2 ${module('.bin/pm2')} start app.js --name shop`,
    }),
    end: folder => endPm2(folder),
  },
  {
    name: 'PM2, by its source',
    program: 'node',
    needs: [module('pm2')],
    play: (port, folder) => ({
      files: {
        'app.js': `require("http").createServer((q, r) => r.end("hello")).listen(${port}, "127.0.0.1");\n`,
      },
      command: `PM2_HOME=${folder}/pm2 ${module('.bin/pm2')} start app.js --name "my shop"`,
    }),
    end: folder => endPm2(folder),
  },
  {
    name: 'PM2, by an argument, in cluster mode',
    program: 'PM2',
    needs: [module('pm2')],
    play: (port, folder) => ({
      files: {
        'app.js': `const [host, port] = process.argv[2].split(":");\nrequire("http").createServer((q, r) => r.end("hello")).listen(port, host);\n`,
      },
      command: `PM2_HOME=${folder}/pm2 ${module('.bin/pm2')} start app.js -i 2 --name shop -- 127.0.0.1:${port}`,
    }),
    end: folder => endPm2(folder),
  },
  {
    name: 'supervisord, by an argument',
    program: 'http.server',
    needs: ['supervisord'],
    play: (port, folder) => ({
      files: { 'supervisord.conf': supervisord(folder, `${python} -m http.server ${port} --bind 127.0.0.1`) },
      command: `supervisord -c ${folder}/supervisord.conf`,
    }),
    end: endSupervisord,
  },
  {
    name: 'supervisord, by the source',
    program: 'python3',
    needs: ['supervisord'],
    play: (port, folder) => ({
      files: {
        'server.py': `${handler}HTTPServer(('127.0.0.1', ${port}), SimpleHTTPRequestHandler).serve_forever()\n`,
        'supervisord.conf': supervisord(folder, `${python} server.py`),
      },
      command: `supervisord -c ${folder}/supervisord.conf`,
    }),
    end: endSupervisord,
  },
  {
    name: 'a script that starts it again for ever',
    program: 'http.server',
    needs: [python],
    play: port => ({
      files: {
        'start.sh': `while true; do\n  ${python} -m http.server ${port} --bind 127.0.0.1\n  sleep 0.2\ndone\n`,
      },
      command: 'exec bash start.sh',
    }),
    after: async (folder, port) => {
      const { situation } = await look(port);
      expect(situation.processes.some(each => each.command.join(' ') === 'bash start.sh')).toBe(true);
      expect(readFileSync(`${folder}/start.sh`, 'utf8')).toContain('--bind 0.0.0.0');
    },
    end: async (_, port) => {
      const { situation } = await look(port);
      const shell = situation.processes.find(each => each.command.join(' ') === 'bash start.sh');
      if (shell) process.kill(shell.pid, 'SIGKILL');
    },
  },
  {
    name: 'Redis',
    program: 'Redis',
    needs: ['redis-server', 'redis-cli'],
    play: port => ({ command: `exec redis-server --port ${port} --bind 127.0.0.1 --save ""` }),
  },
  {
    name: 'memcached',
    program: 'memcached',
    needs: ['memcached'],
    play: port => ({ command: `exec memcached -p ${port} -l 127.0.0.1 -u root` }),
  },
  {
    name: 'PostgreSQL',
    program: 'PostgreSQL',
    needs: ['/usr/lib/postgresql/15/bin/initdb', 'runuser'],
    play: (port, folder) => ({
      command: `chmod 755 . && mkdir data && chown postgres data && cd data && runuser -u postgres -- /usr/lib/postgresql/15/bin/initdb -D . >/dev/null && exec runuser -u postgres -- /usr/lib/postgresql/15/bin/postgres -D ${folder}/data -p ${port} -k ${folder}/data`,
    }),
  },
  {
    name: 'MariaDB',
    program: 'MariaDB',
    needs: ['mariadbd', 'mariadb-install-db'],
    play: (port, folder) => ({
      files: {
        'my.cnf': `[mysqld]\nuser = mysql\ndatadir = ${folder}/data\nsocket = ${folder}/data/s\npid-file = ${folder}/data/pid\nport = ${port}\nbind-address = 127.0.0.1\n`,
      },
      command: `chmod 755 . && mkdir data && chown mysql data && mariadb-install-db --defaults-file=${folder}/my.cnf --auth-root-authentication-method=normal >/dev/null 2>&1; exec mariadbd --defaults-file=${folder}/my.cnf`,
    }),
  },
  {
    name: 'OpenSSH',
    program: 'OpenSSH',
    needs: ['/usr/sbin/sshd', 'ssh-keygen'],
    play: (port, folder) => ({
      files: {
        sshd_config: `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${folder}/key\nPidFile ${folder}/pid\n`,
      },
      command: `mkdir -p /run/sshd; ssh-keygen -q -t ed25519 -N "" -f key && exec /usr/sbin/sshd -D -f ${folder}/sshd_config`,
    }),
  },
  {
    name: 'dnsmasq',
    program: 'dnsmasq',
    needs: ['dnsmasq'],
    play: port => ({
      command: `exec dnsmasq --keep-in-foreground --conf-file=/dev/null --port=${port} --listen-address=127.0.0.1 --bind-interfaces --no-resolv --pid-file= --user=root`,
    }),
  },
  {
    name: 'Puma',
    program: 'Puma',
    needs: ['puma'],
    play: port => ({
      files: { 'config.ru': 'run ->(env) { [200, { "content-type" => "text/plain" }, ["hello"]] }\n' },
      command: `exec puma -b tcp://127.0.0.1:${port}`,
    }),
  },
  {
    name: 'busybox httpd',
    program: 'busybox',
    needs: ['busybox'],
    play: port => ({ command: `exec busybox httpd -f -p 127.0.0.1:${port}` }),
  },
  {
    name: 'a program that nobody knows, by its option',
    program: 'python3',
    needs: [python],
    play: port => ({
      files: {
        shopd: `#!${python}\nimport sys\n${handler}HTTPServer((sys.argv[2], ${port}), SimpleHTTPRequestHandler).serve_forever()\n`,
      },
      command: 'chmod +x shopd && exec ./shopd --listen-address 127.0.0.1',
    }),
  },
];

const played = promisify(execFile);

async function endPm2(folder: string): Promise<void> {
  await played(module('.bin/pm2'), ['kill'], { env: { ...process.env, PM2_HOME: `${folder}/pm2` } });
}

function supervisord(folder: string, command: string): string {
  return `[supervisord]\nlogfile=${folder}/supervisord.log\npidfile=${folder}/pid\n[unix_http_server]\nfile=${folder}/s\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n[supervisorctl]\nserverurl=unix://${folder}/s\n[program:shop]\ncommand=${command}\ndirectory=${folder}\nautorestart=true\n`;
}

async function endSupervisord(folder: string): Promise<void> {
  await played('supervisorctl', ['-c', `${folder}/supervisord.conf`, 'shutdown']);
}
