import { expect, it } from 'vitest';
import { sudoNetcheck } from '../../src/render/sudo.js';

it.each([
  ['/usr/local/bin/netcheck', '/usr/bin/node', 'sudo netcheck'],
  ['/srv/netcheck/bin/netcheck.js', '/usr/bin/node', 'sudo netcheck'],
  [
    '/home/ana/.nvm/versions/node/v22.1.0/bin/netcheck',
    '/home/ana/.nvm/versions/node/v22.1.0/bin/node',
    'sudo env "PATH=$PATH" netcheck',
  ],
  ['/usr/local/bin/netcheck', '/opt/homebrew/bin/node', 'sudo env "PATH=$PATH" netcheck'],
  [
    '/home/ana/.npm/_npx/3f/node_modules/.bin/netcheck',
    '/usr/bin/node',
    'sudo env "PATH=$PATH" npx netcheck-cli',
  ],
])('%s by %s', (script, node, typed) => expect(sudoNetcheck(script, node)).toBe(typed));
