import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/client/hsts-forces-https.js';
import { byProxy, direct, talk } from '../../support/proxied.js';

describe('client/hsts-forces-https', () => {
  it.each(['http://shop.dev:8000/', 'shop.app:8000'])('is a warning for %s in plain HTTP', typed =>
    expect(byProxy(rule, { typed })).toMatchObject({ severity: 'warning', outcome: 'ok' }),
  );

  const inTls = [direct(200, { conversations: [talk(200, { asked: 'https' })] })];
  it.each([
    ['the name is under another domain', { typed: 'http://shop.test:8000/' }],
    ['https is spoken', { typed: 'https://shop.dev:8000/', probes: inTls }],
    ['the port speaks TLS', { typed: 'shop.dev:8000', probes: inTls }],
    ['an address was typed', { typed: 'http://10.77.0.1:8000/' }],
    ['it is a lone word', { typed: 'http://dev:8000/' }],
  ])('is ruled out where %s', (_, scene) => expect(byProxy(rule, scene)).toBe('ruled-out'));
});
