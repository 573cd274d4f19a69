import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { admitFix } from '../../../src/rules/http/admit-fix.js';
import { rule } from '../../../src/rules/http/forbidden.js';
import { eth0, listener, verdictOf } from '../../support/ground.js';
import { running } from '../../support/healthy.js';
import { answer, heard, said, url } from '../../support/talks.js';

const nginx = running(7, ['nginx'], { name: 'nginx' });
const apache = running(7, ['apache2'], { name: 'apache2' });
const at = (text: string, line: number, master = nginx, more = {}) =>
  admitFix(
    { admitted: false, file: '/a.conf', line, text: '', ...more },
    '10.77.0.0/24',
    [{ path: '/a.conf', text, modifiedAt: 0 }],
    master,
  );

it('lets a network in before the rule of nginx that keeps it out', () =>
  expect(at('server {\n  allow 127.0.0.1;\n  deny all;\n}', 3)).toMatchObject({
    steps: [
      { do: 'edit', file: '/a.conf', find: '  deny all;', replace: '  allow 10.77.0.0/24; deny all;' },
      { do: 'run', command: 'nginx -t' },
      { do: 'run', command: 'kill -HUP 7' },
    ],
  }));

it('adds it to what Apache requires', () =>
  expect(at('<Directory /srv>\n  Require local\n</Directory>', 2, apache)).toMatchObject({
    steps: [
      { find: 'Require local', replace: 'Require local\n  Require ip 10.77.0.0/24' },
      { command: 'kill -USR1 7' },
    ],
  }));

it.each([
  ['all of several requirements count', '<RequireAll>\nRequire ip 10.0.0.1\n</RequireAll>', 2, apache],
  ['nobody is let in at all', '<Directory />\nRequire all denied\n</Directory>', 2, apache],
  ['the line goes on', 'Require ip 10.0.0.1 \\\n  10.0.0.2', 1, apache],
  ['a requirement is negated', 'Require not ip 10.0.0.1', 1, apache],
  ['the rule is another one', 'if ($blocked) { return 403; }', 1, nginx],
  ['two rules are in the line', 'deny 10.0.0.1; deny all;', 1, nginx],
  ['it is of another program', 'deny all;', 1, running(7, ['caddy'], { name: 'caddy' })],
])('leaves it to people where %s', (_, text, line, master) => expect(at(text, line, master)).toBeUndefined());

it('mends nothing that lets them in, or answers otherwise than 403', () => {
  expect(at('deny all;', 1, nginx, { admitted: true })).toBeUndefined();
  expect(at('deny all;', 1, nginx, { status: 444 })).toBeUndefined();
});

it('lets the network of this machine in where its own address is kept out', () => {
  const text = 'server { listen 8000; allow 127.0.0.1; deny all; }';
  const facts = heard([said({ http: answer(403, '', { server: 'nginx' }), port: 8000 })], {
    configuration: known([{ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 }], 'the test'),
    interfaces: known([eth0], 'the test'),
    sockets: known([listener('0.0.0.0', 8000, { inode: 1 })], 'the test'),
    owners: known({ pidsByInode: { 1: [7] }, hidden: [] }, 'the test'),
    processes: known([nginx], 'the test'),
  });
  expect(verdictOf(rule, facts, { ...url, address: '10.77.0.1', port: 8000, local: true })).toMatchObject({
    fixes: [{ title: 'Let clients from 10.77.0.0/24 in', steps: expect.anything() }, {}],
  });
});
