import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { masterOf } from '../../src/programs/family.js';
import { identify } from '../../src/programs/identify.js';
import { programs } from '../../src/programs/index.js';
import { running } from '../support/healthy.js';

/** Command lines as they were recorded, with the program, the label and (for some) the version they must give. */
const recorded: readonly (readonly [command: readonly string[], program: string, label: string])[] = [
  [['python3', '-m', 'http.server', '8000'], 'http.server', 'python3 -m http.server'],
  [['/usr/bin/python3', '-m', 'flask', '--app', 'shop', 'run', '--debug'], 'Flask', 'python3 -m flask'],
  [['/usr/bin/python3', '/usr/bin/flask', 'run'], 'Flask', 'flask run'],
  [
    ['/srv/venv/bin/python', 'manage.py', 'runserver', '0.0.0.0:8000'],
    'Django',
    'python manage.py runserver',
  ],
  [['/usr/bin/python3', '/usr/bin/gunicorn', 'shop:app', '-w', '2'], 'gunicorn', 'gunicorn shop:app'],
  [['gunicorn: master [shop:app]'], 'gunicorn', 'gunicorn'],
  [['/usr/bin/python3', '/usr/local/bin/uvicorn', 'shop:app'], 'Uvicorn', 'uvicorn shop:app'],
  [['/usr/bin/python3', '/srv/venv/bin/streamlit', 'run', 'app.py'], 'Streamlit', 'streamlit run app.py'],
  [['/usr/bin/python3', '/usr/bin/jupyter-notebook', '--ip=127.0.0.1'], 'Jupyter', 'jupyter-notebook'],
  [['/usr/bin/python3', '/usr/bin/jupyter', 'lab'], 'Jupyter', 'jupyter lab'],
  [['nginx: master process /usr/sbin/nginx -g daemon on; master_process on;'], 'nginx', 'nginx'],
  [['nginx: worker process'], 'nginx', 'nginx'],
  [['/usr/sbin/apache2', '-k', 'start'], 'Apache', 'apache2'],
  [['/usr/sbin/httpd', '-DFOREGROUND'], 'Apache', 'httpd'],
  [['php-fpm: master process (/etc/php/8.2/fpm/php-fpm.conf)'], 'PHP-FPM', 'php-fpm'],
  [['php', '-S', 'localhost:8000', '-t', 'public'], 'PHP', 'php -S localhost:8000 -t public'],
  [['php', 'artisan', 'serve'], 'Laravel', 'php artisan serve'],
  [['next-server (v15.0.3)'], 'Next.js', 'next-server (v15.0.3)'],
  [['node', '/srv/node_modules/.bin/next', 'dev'], 'Next.js', 'next dev'],
  [['node', '/srv/node_modules/.bin/vite'], 'Vite', 'vite'],
  [['node', '/srv/node_modules/.bin/ng', 'serve'], 'Angular', 'ng serve'],
  [['node', '/srv/node_modules/react-scripts/scripts/start.js'], 'Create React App', 'node start.js'],
  [['node', '/srv/node_modules/.bin/webpack-dev-server'], 'webpack-dev-server', 'webpack-dev-server'],
  [['node', '--inspect', 'app.js'], 'node', 'node app.js'],
  [['node /srv/shop/app.js'], 'node', 'node app.js'],
  [['PM2 v7.0.4: God Daemon (/root/.pm2)'], 'PM2', 'PM2 v7.0.4: God Daemon (/root/.pm2)'],
  [
    [
      'java',
      '-Dcatalina.base=/var/lib/tomcat10',
      '-classpath',
      '/usr/share/tomcat10/bin/bootstrap.jar',
      'org.apache.catalina.startup.Bootstrap',
      'start',
    ],
    'Tomcat',
    'java org.apache.catalina.startup.Bootstrap',
  ],
  [['java', '-jar', '/srv/shop.jar', '--server.port=8080'], 'Spring Boot', 'java -jar shop.jar'],
  [['java', '-jar', '/srv/shop.jar'], 'java', 'java -jar shop.jar'],
  [['puma 6.4.2 (tcp://127.0.0.1:3000) [shop]'], 'Puma', 'puma 6.4.2 (tcp://127.0.0.1:3000) [shop]'],
  [['/usr/bin/ruby3.1', 'bin/rails', 'server'], 'Rails', 'rails server'],
  [['redis-server 127.0.0.1:6379'], 'Redis', 'redis-server 127.0.0.1:6379'],
  [['/usr/lib/postgresql/15/bin/postgres', '-D', '/var/lib/postgresql/15/main'], 'PostgreSQL', 'postgres'],
  [['/usr/sbin/mariadbd'], 'MariaDB', 'mariadbd'],
  [['/usr/sbin/mysqld'], 'MySQL', 'mysqld'],
  [['/usr/bin/mongod', '--config', '/etc/mongod.conf'], 'MongoDB', 'mongod'],
  [['/usr/bin/memcached', '-m', '64'], 'memcached', 'memcached'],
  [
    ['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups'],
    'OpenSSH',
    'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups',
  ],
  [['/usr/sbin/dnsmasq', '-k'], 'dnsmasq', 'dnsmasq'],
  [['/usr/bin/docker-proxy', '-proto', 'tcp'], 'docker-proxy', 'docker-proxy'],
  [['ssh', '-N', '-L', '8000:db:5432', 'gate'], 'ssh', 'ssh'],
  [['/usr/bin/caddy', 'run'], 'Caddy', 'caddy run'],
  [['/opt/shop/bin/shopd', '--listen', '127.0.0.1:80'], 'shopd', 'shopd'],
  [['./shopd'], 'shopd', 'shopd'],
  [['busybox', 'httpd', '-f'], 'busybox', 'busybox httpd'],
];

const process = (command: readonly string[]) =>
  running(42, command, {
    name: /^([\w.-]+)/.exec(command[0]!.split('/').at(-1)!)?.[1]?.slice(0, 15) ?? '?',
    executable: `/usr/bin/${command[0]!.split(/[ :]/)[0]!.split('/').at(-1)}`,
  });

describe('identify', () => {
  it.each(recorded)('%j is %s', (command, program, label) => {
    const one = process(command);
    expect(identify(one, [one])).toMatchObject({ program, label });
  });

  it('never throws, whatever names and arguments hold', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('python3', '-m', 'node', 'java', '-jar', ')', '(', '\n', '\u001b[2J', 'php', '-S', ''),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.string(), (command, name) => {
        const one = running(42, command, { name, executable: null });
        const other = running(43, command, { name, parent: 42 });
        const identity = identify(one, [one, other]);
        expect(identity.program.length).toBeGreaterThan(0);
        expect(identity.label.length).toBeLessThanOrEqual(60);
        expect([42, 43]).toContain(masterOf(other, [one, other]).pid);
      }),
    );
  });

  it('copes with 100 KB of arguments', () => {
    const long = running(42, [
      'python3',
      '-m',
      'http.server',
      ...Array.from({ length: 1000 }, () => 'x'.repeat(100)),
    ]);
    expect(identify(long, [long])).toMatchObject({ program: 'http.server' });
    const title = running(43, ['nginx: worker process '.padEnd(100_000, ' (')]);
    expect(identify(title, [title]).program).toBe('nginx');
  });
});

describe('masterOf', () => {
  const family = (parent: readonly string[], child: readonly string[]) => {
    const shell = running(1, ['/sbin/init'], { parent: 0 });
    const master = { ...process(parent), pid: 41, parent: 1 };
    const worker = { ...process(child), pid: 42, parent: 41 };
    return masterOf(worker, [shell, master, worker]).pid;
  };
  it.each([
    [['nginx: master process nginx'], ['nginx: worker process'], 41],
    [['/usr/bin/python3', '/usr/bin/gunicorn', 'a:b'], ['/usr/bin/python3', '/usr/bin/gunicorn', 'a:b'], 41],
    [['npm run dev'], ['node', '/srv/node_modules/.bin/vite'], 41],
    [['node', '/srv/node_modules/.bin/nodemon', 'app.js'], ['node', 'app.js'], 41],
    [['node', '--watch', 'app.js'], ['node', 'app.js'], 41],
    [['node', 'supervisor.js'], ['node', 'app.js'], 42],
    [['bash'], ['python3', '-m', 'http.server'], 42],
    [['php', 'artisan', 'serve'], ['php', '-S', '127.0.0.1:8000', 'server.php'], 41],
    [['PM2 v7.0.4: God Daemon (/root/.pm2)'], ['node /srv/app.js'], 42],
    [['node', 'node_modules/.bin/next', 'dev'], ['next-server (v15.0.3)'], 41],
  ])('of %j under it: %j', (parent, child, pid) => expect(family(parent, child)).toBe(pid));

  it('looks through the shells between npm and the server', () => {
    const npm = { ...process(['npm run start']), pid: 40, parent: 1 };
    const shell = { ...process(['sh', '-c', 'node server.js']), pid: 41, parent: 40 };
    const server = { ...process(['node', 'server.js']), pid: 42, parent: 41 };
    expect(masterOf(server, [npm, shell, server]).pid).toBe(40);
  });

  it('does not loop where the parents do', () => {
    const a = running(10, ['x'], { parent: 11 });
    const b = running(11, ['x'], { parent: 10 });
    expect([10, 11]).toContain(masterOf(a, [a, b]).pid);
  });
});

describe('the programs', () => {
  it('have each id once, and a title', () => {
    expect(new Set(programs.map(program => program.id)).size).toBe(programs.length);
    for (const { title } of programs) expect(title).not.toBe('');
  });
});
