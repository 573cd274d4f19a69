import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/http/auth-required.js';
import { verdictOf } from '../../support/ground.js';
import { answer, fromLanByNginx, heard, port, said, url } from '../../support/talks.js';

describe('http/auth-required', () => {
  it.each([
    ['401', url, [said({ http: answer(401) })], { severity: 'error' }],
    ['407', url, [said({ http: answer(407) })], { severity: 'error' }],
    ['where a port was asked', port, [said({ http: answer(401) })], { severity: 'note', outcome: 'ok' }],
    [
      'at the end of a redirect',
      url,
      [
        said({ http: answer(302, '', { location: '/x' }) }),
        said({ reason: 'redirect', path: '/x', http: answer(401) }),
      ],
      { severity: 'error' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['200', url, [said()]],
    ['a redirect that ends well', url, [said({ http: answer(401) }), said({ reason: 'redirect' })]],
    ['400', url, [said({ http: answer(400) })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});

it('has a WebSocket that was refused without an Origin asked for as a page does', () => {
  const refused = (more: object, headers = {}) =>
    JSON.stringify(verdictOf(rule, heard([said({ http: answer(401, '', headers), ...more })]), url));
  expect(refused({ upgrade: true })).toContain('--origin http://');
  expect(refused({ upgrade: true, origin: 'http://a.test' })).not.toContain('--origin');
  expect(refused({ upgrade: true }, { 'www-authenticate': 'Basic' })).not.toContain('--origin');
  expect(refused({})).not.toContain('--origin');
});

describe('nginx with satisfy any', () => {
  const asked = (rules: string, status: number) => {
    const { facts, question } = fromLanByNginx(`satisfy any; ${rules} auth_basic shop;`, status);
    return verdictOf(rule, facts, question);
  };

  it('wants a password of others, though this machine needs none', () =>
    expect(asked('allow 10.77.0.1; deny all;', 200)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('deny all'),
    }));
  it('wants none of those that it lets in, though it wants one of this machine', () =>
    expect(asked('deny 10.77.0.1; allow all;', 401)).toBe('ruled-out'));
});

it('wants none where Apache lets a client in by its address or a password, and wants one of this machine', () => {
  const asked = (by: string) => {
    const { facts, question } = fromLanByNginx('', 401);
    const text = `<Location />\nRequire valid-user\nRequire ip ${by}\n</Location>`;
    const configuration = known([{ path: '/etc/apache2/apache2.conf', text, modifiedAt: 0 }], 'the test');
    const said401 = said({ http: answer(401, '', { server: 'Apache' }), port: 8000 });
    return verdictOf(rule, { ...facts, probes: heard([said401]).probes, configuration }, question);
  };
  expect(asked('10.77.0.2')).toBe('ruled-out');
  expect(asked('10.99.0.9')).toMatchObject({ severity: 'error' });
});

describe('nginx with rules about addresses and a password', () => {
  const asked = (rules: string, status: number) => {
    const { facts, question } = fromLanByNginx(rules, status);
    return verdictOf(rule, facts, question);
  };
  const wanted = {
    severity: 'error',
    outcome: 'http-error',
    summary: expect.stringContaining('auth_basic shop'),
  };

  it('wants a password once the address is let in, of those too whose address is', () => {
    expect(asked('deny all; auth_basic shop;', 403)).toMatchObject(wanted);
    expect(asked('deny 10.77.0.1; allow all; auth_basic shop;', 403)).toMatchObject(wanted);
  });

  it('wants none where it is switched off, or where the address is not what was turned away', () => {
    expect(asked('deny all; auth_basic off;', 403)).toBe('ruled-out');
    expect(asked('allow all; auth_basic shop;', 403)).toBe('ruled-out');
    expect(asked('deny all;', 403)).toBe('ruled-out');
  });
});
