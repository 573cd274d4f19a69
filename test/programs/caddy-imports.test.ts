import { expect, it } from 'vitest';
import { configurationOf } from '../../src/programs/files.js';
import { running } from '../support/healthy.js';
import { doorOn } from './follow.js';

it('reads what a Caddyfile imports, each once and from beside the file that names it', () => {
  const server = running(42, ['caddy', 'run', '--config', '/etc/caddy/Caddyfile']);
  const door = doorOn({
    '/etc/caddy/Caddyfile': '(common) {\n\tencode gzip\n}\nimport sites/*.caddy\nimport "/srv/shop.conf"\n',
    '/etc/caddy/sites/a.caddy': ':8000 {\n\timport common\n\timport more/b\n}\n',
    '/etc/caddy/sites/more/b': 'bind 127.0.0.1\n',
    '/etc/caddy/sites/c.off': ':8001 {\n}\n',
    '/srv/shop.conf': ':8002 {\n}\nimport /srv/*.conf\n',
  });
  expect(configurationOf(server, [server], door).map(({ path }) => path)).toEqual([
    '/etc/caddy/Caddyfile',
    '/etc/caddy/sites/a.caddy',
    '/srv/shop.conf',
    '/etc/caddy/sites/more/b',
  ]);
});
