import { describe, expect, it } from 'vitest';
import { installedAs } from '../../src/facts/subject/installed.js';
import { configurationOf } from '../../src/programs/files.js';
import { addressVariables } from '../../src/programs/fixes/generic.js';
import { programs } from '../../src/programs/index.js';
import { realSystem } from '../../src/system/real.js';
import { repetitions } from '../support/mutate.js';
import { configurations } from './configurations.js';
import { above, at, commandsOf, doorOn, follow, followLong, followOn } from './follow.js';

describe.each(
  programs.filter(program => program.configuration).map(program => [program.id, program] as const),
)('%s', (_, program) => {
  it('takes no time for long files', () => {
    const command = commandsOf(program)[0]!;
    const server = at(command);
    const own = configurationOf(server, [server], doorOn(configurations)).map(file => file.text);
    for (const text of repetitions(own, 5)) followLong(command, text);
  });
});

it('takes no time for a long word in a comment of nginx', () => {
  const [command] = commandsOf(programs.find(({ id }) => id === 'nginx')!);
  for (const word of ['include ', 'listen a:']) followLong(command!, `# ${word}${'1'.repeat(250_000)}`);
  followLong(command!, '\n'.repeat(250_000));
}, 3_000);

describe.each([
  ['/etc/nginx/sites-enabled/default', 'nginx'],
  ['/etc/apache2/sites-enabled/shop.conf', 'Apache'],
  ['/etc/haproxy/haproxy.cfg', 'HAProxy'],
  ['/srv/Caddyfile', 'Caddy'],
])('%s', (path, proxy) => {
  it('takes no time to follow a request through', () => {
    for (const text of repetitions([configurations[path]!]))
      followOn([{ path, text, modifiedAt: 0 }], [proxy]);
  });
});

describe.each(['nginx', 'apache2', 'redis', 'mysql', 'ssh', 'haproxy', 'lighttpd', 'memcached'])(
  '%s that does not run',
  word => {
    it('is found by its configuration in no time', () => {
      for (const text of repetitions(Object.values(configurations), 6)) {
        const status = () => ({ kind: 'file', size: text.length, modifiedAt: 0 }) as never;
        const installed = installedAs({ ...realSystem, status, list: () => [], read: () => text }, word);
        expect(installed?.ports.every(port => port > 0 && port < 65536) ?? true).toBe(true);
      }
    });
  },
);

describe('what is started through', () => {
  it.each([
    ['/srv/app.py', ['python3', '/srv/app.py'], 0],
    ['/srv/app.js', ['node', '/srv/app.js'], 0],
    ['/srv/start.sh', ['python3', '/srv/app.py'], 1],
    ['/etc/supervisor/supervisord.conf', ['python3', '/srv/app.py'], 2],
    ['/srv/package.json', ['node', '/srv/node_modules/.bin/vite'], 3],
  ])('a long %s takes no time', (path, command, parent) => {
    for (const text of repetitions([configurations[path]!], 4))
      follow(at(command), above[parent]!, { [path]: text });
  });
});

describe('long words', () => {
  it.each([
    '',
    'nginx: ',
    'sshd: /',
    'next-server (v',
    'PM2 v',
    'puma ',
    'gunicorn: master [',
    'redis-server ',
  ])('in a title that begins with %j', start => {
    for (const text of repetitions([], 0)) follow(at([start + text.slice(0, 100_000)]), [], {});
  });
});

describe('a source in one line', () => {
  const held = { ...at(['node', '/srv/app.js']), environment: { SHOP_HOST: '127.0.0.1' } };
  const read = (text: string) =>
    addressVariables(held, [{ path: '/srv/app.js', text, modifiedAt: 0 }], [], '').map(({ name }) => name);

  it('takes no time, whatever is bound in it', () => {
    const names = Array.from({ length: 100 }, (_, each) => [`SVC${each}_SERVICE_HOST`, '10.0.0.1']);
    const text = 'const a=function(e){return this.x.bind(this),t.listen(e.y),q};'.repeat(4000);
    expect(
      addressVariables(
        { ...held, environment: Object.fromEntries(names) },
        [{ path: '/srv/app.js', text, modifiedAt: 0 }],
        [],
        '',
      ),
    ).toEqual([]);
  });

  it('listens by what stands in the same call', () => {
    expect(read('app.listen(3000, process.env.SHOP_HOST)')).toEqual(['SHOP_HOST']);
    expect(read('this.x=f.bind(this);fetch(process.env.SHOP_HOST)')).toEqual([]);
  });
});
