import { expect, it } from 'vitest';
import { openWellKnown } from '../../../src/rules/http/well-known.js';
import { running } from '../../support/healthy.js';

const nginx = running(7, ['nginx'], { name: 'nginx' });
const opened = (text: string, path = '/.well-known/acme-challenge/x', rule = 'deny all') =>
  openWellKnown(
    {
      admitted: false,
      file: '/a.conf',
      line: text.split('\n').findIndex(each => each.includes(rule)) + 1,
      text: rule,
    },
    path,
    [{ path: '/a.conf', text, modifiedAt: 0 }],
    nginx,
  );

it('takes the path by which certificates are asked for out of the hidden names', () =>
  expect(opened('server {\nlocation ~ /\\. {\n  deny all; } }')).toMatchObject({
    steps: [
      { do: 'edit', file: '/a.conf', replace: 'location ~ /\\.(?!well-known/) {' },
      { do: 'run', command: 'nginx -t' },
      { do: 'run', command: 'kill -HUP 7' },
    ],
  }));

it.each([
  ['the rule is another one', 'location / { deny all; }'],
  ['the rule is another one beside it', 'location ~ /\\. { return 404; }\nlocation /.w {\n  deny all; }'],
  ['the rule is another one before it', 'location /.w {\n  deny all; }\nlocation ~ /\\. { return 404; }'],
  ['there are two of it', 'location ~ /\\. { deny all; }\nlocation ~* /\\. { deny all; }'],
])('leaves it to people where %s', (_, text) => {
  const fix = opened(text);
  expect(fix?.steps).toBeUndefined();
  expect(fix?.text).toContain('location ^~ /.well-known/');
});

it('has nothing to say of other paths, nor of other servers', () => {
  expect(opened('location ~ /\\. { deny all; }', '/.git/config')).toBeUndefined();
  expect(opened('Require all denied', undefined, 'Require all denied')).toBeUndefined();
});
