import { expect, it } from 'vitest';
import { openWellKnown } from '../../../src/rules/http/well-known.js';
import { running } from '../../support/healthy.js';

const nginx = running(7, ['nginx'], { name: 'nginx' });
const opened = (text: string, path = '/.well-known/acme-challenge/x', master = nginx) =>
  openWellKnown(
    { admitted: false, file: '/a.conf', line: 1, text: 'deny all' },
    path,
    [{ path: '/a.conf', text, modifiedAt: 0 }],
    master,
  );

it('takes the path by which certificates are asked for out of the hidden names', () =>
  expect(opened('location ~ /\\. { deny all; }')).toMatchObject({
    steps: [
      { do: 'edit', file: '/a.conf', replace: 'location ~ /\\.(?!well-known/) { deny all; }' },
      { do: 'run', command: 'kill -HUP 7' },
    ],
  }));

it.each([
  ['the rule is another one', 'location / { deny all; }', nginx],
  ['there are two of it', 'location ~ /\\. { deny all; }\nlocation ~* /\\. { deny all; }', nginx],
  [
    'the server is another one',
    'location ~ /\\. { deny all; }',
    running(7, ['apache2'], { name: 'apache2' }),
  ],
])('leaves it to people where %s', (_, text, master) => {
  const fix = opened(text, undefined, master);
  expect(fix?.steps).toBeUndefined();
  expect(fix?.text).toContain('location ^~ /.well-known/');
});

it('has nothing to say of other paths', () =>
  expect(opened('location ~ /\\. { deny all; }', '/.git/config')).toBeUndefined());
