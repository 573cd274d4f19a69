import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/client/hsts-forces-https.js';
import { listener } from '../../support/ground.js';
import { byProxy, direct, talk } from '../../support/proxied.js';

describe('client/hsts-forces-https', () => {
  it.each(['http://shop.dev:8000/', 'shop.app:8000'])('is a warning for %s in plain HTTP', typed =>
    expect(byProxy(rule, { typed })).toMatchObject({ severity: 'warning', outcome: 'ok' }),
  );

  const sends = (headers: Readonly<Record<string, string>>, status = 200, name = 'shop.test:8000') => [
    direct(status, {
      conversations: [talk(status, { name, http: { status, reason: '', headers, body: '' } })],
    }),
  ];

  it('is a note where the server insists on https and has none on that port', () => {
    const probes = sends({ 'strict-transport-security': 'max-age=31536000; includeSubDomains' });
    expect(byProxy(rule, { typed: 'http://shop.test:8000/', probes })).toMatchObject({
      severity: 'note',
      summary: expect.stringContaining('https://shop.test:8000/: port 8000 speaks plain HTTP'),
    });
  });

  it('is a note on port 80, whence browsers go to a port that was not looked at', () => {
    const probes = [direct(200, { port: 80, conversations: [talk(200, { name: 'shop.dev', port: 80 })] })];
    expect(byProxy(rule, { typed: 'http://shop.dev/', probes })).toMatchObject({
      severity: 'note',
      summary: expect.stringContaining('http://shop.dev/ into https://shop.dev/: ask for that too'),
      fixes: [{ text: expect.stringContaining('https on port 443') }],
    });
  });

  it.each([
    [
      'nobody has it',
      [listener('0.0.0.0', 80)],
      { severity: 'warning', summary: expect.stringContaining('nothing listens on port 443 there') },
    ],
    [
      'somebody has it on loopback alone',
      [listener('0.0.0.0', 80), listener('127.0.0.1', 443)],
      { severity: 'warning' },
    ],
    ['NAT rules may lead both on', [], { severity: 'note' }],
    ['a server has it', [listener('0.0.0.0', 80), listener('0.0.0.0', 443)], 'ruled-out'],
  ])('looks who takes port 443 where that is known: %s', (_, listeners, found) => {
    const probes = [direct(200, { port: 80, conversations: [talk(200, { name: 'shop.dev', port: 80 })] })];
    const verdict = byProxy(rule, { typed: 'http://shop.dev/', probes, listeners });
    if (typeof found === 'string') expect(verdict).toBe(found);
    else expect(verdict).toMatchObject(found);
  });

  const inTls = [direct(200, { conversations: [talk(200, { asked: 'https' })] })];
  it.each([
    ['the name is under another domain', { typed: 'http://shop.test:8000/' }],
    ['https is spoken', { typed: 'https://shop.dev:8000/', probes: inTls }],
    ['the port speaks TLS', { typed: 'shop.dev:8000', probes: inTls }],
    ['an address was typed', { typed: 'http://10.77.0.1:8000/' }],
    [
      'the header takes it back',
      { typed: 'http://shop.test:8000/', probes: sends({ 'strict-transport-security': 'max-age=0' }) },
    ],
    [
      'the server sends its clients to https',
      {
        typed: 'http://shop.dev:8000/',
        probes: sends({ location: 'https://shop.dev/' }, 301, 'shop.dev:8000'),
      },
    ],
    ['it is a lone word', { typed: 'http://dev:8000/' }],
  ])('is ruled out where %s', (_, scene) => expect(byProxy(rule, scene)).toBe('ruled-out'));
});
