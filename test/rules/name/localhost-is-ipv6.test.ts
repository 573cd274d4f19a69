import { describe, expect, it } from 'vitest';
import { rule as override } from '../../../src/rules/name/hosts-override.js';
import { rule } from '../../../src/rules/name/localhost-is-ipv6.js';
import { listener } from '../../support/ground.js';
import { attempt, hostsLine, lookedUp, ofName } from '../../support/names.js';

const localhost = (...addresses: string[]) =>
  lookedUp(addresses, {
    name: 'localhost',
    from: 'hosts',
    hosts: addresses.map((address, index) => hostsLine(index + 1, `${address} localhost`)),
  });
const refused6 = attempt('::1', 'refused');
const refused4 = attempt('127.0.0.1', 'refused');
const good4 = attempt('127.0.0.1', 'connected');

describe('name/localhost-is-ipv6', () => {
  it.each([listener('0.0.0.0', 8000), listener('::ffff:127.0.0.1', 8000, { family: 6 })])(
    'is found where localhost is ::1 only and the server is on IPv4',
    socket =>
      expect(ofName(rule, { names: localhost('::1'), probes: [refused6], sockets: [socket] })).toMatchObject({
        outcome: 'refused',
        fixes: [{ steps: [{ find: '::1 localhost', replace: '127.0.0.1 localhost' }] }, {}],
      }),
  );

  it('is found where ::1 is not even here', () =>
    expect(
      ofName(rule, {
        names: localhost('::1'),
        probes: [{ ...attempt('::1', 'failed'), errno: 'EADDRNOTAVAIL' }],
        sockets: [listener('0.0.0.0', 8000)],
      }),
    ).toMatchObject({
      fixes: [
        { steps: [{ replace: '127.0.0.1 localhost' }] },
        { text: 'Every client finds the server at http://127.0.0.1:8000/.' },
      ],
    }));

  it('leaves the line of a name alone that is meant for ::1', () => {
    const seen = {
      names: { ...localhost('::1'), name: 'ip6-localhost' },
      probes: [refused6],
      sockets: [listener('0.0.0.0', 8000)],
    };
    expect(ofName(rule, seen)).toMatchObject({
      headline: 'ip6-localhost means ::1, and the server is on IPv4',
      fixes: [{ title: 'Ask for 127.0.0.1 instead of ip6-localhost' }],
    });
    expect(ofName(override, seen)).toBe('ruled-out');
  });

  it('is nothing of a name that curl and browsers alone know', () => {
    const names = { ...localhost('127.0.0.1', '::1'), name: 'app.localhost', from: 'clients' } as const;
    const probes = [refused4, attempt('::1', 'connected')];
    expect(ofName(rule, { names, probes, sockets: [listener('::1', 8000)] })).toBe('ruled-out');
  });

  it('is found the other way round', () =>
    expect(
      ofName(rule, { names: localhost('127.0.0.1'), probes: [refused4], sockets: [listener('::1', 8000)] }),
    ).toMatchObject({
      summary: 'localhost means 127.0.0.1 here, and the server is reached at [::1]:8000 only.',
      headline: 'localhost means 127.0.0.1, and the server is on IPv6',
      fixes: [
        { steps: [{ find: '127.0.0.1 localhost', replace: '127.0.0.1 localhost\n::1 localhost' }] },
        {},
      ],
    }));

  it('is not where the server has the other loopback address of that family', () =>
    expect(
      ofName(rule, {
        names: lookedUp(['127.0.1.1'], {
          name: 'stage',
          from: 'hosts',
          hosts: [hostsLine(1, '127.0.1.1 stage')],
        }),
        probes: [attempt('127.0.1.1', 'refused')],
        sockets: [listener('127.0.0.1', 8000), listener('::1', 8000)],
      }),
    ).toBe('ruled-out'));

  it('names the clients that fail where ::1 comes first', () =>
    expect(
      ofName(rule, {
        names: localhost('::1', '127.0.0.1'),
        probes: [refused6, good4],
        sockets: [listener('127.0.0.1', 8000)],
      }),
    ).toMatchObject({
      summary: expect.stringContaining('Node 17 to 19'),
      fixes: [{ text: expect.any(String) }],
    }));

  it.each([
    ['https://localhost:8000/x', 'https://127.0.0.1:8000/x, if its certificate names 127.0.0.1 too.'],
    ['localhost:8000', 'at 127.0.0.1:8000. Or let'],
    ['http://localhost:80//x', 'http://127.0.0.1//x. Or let'],
  ])('says where every client finds the server of %s', (typed, said) =>
    expect(
      ofName(rule, {
        typed,
        names: localhost('::1', '127.0.0.1'),
        probes: [8000, 80].map(port => attempt('::1', 'refused', { port })),
        sockets: [8000, 80].map(port => listener('127.0.0.1', port)),
      }),
    ).toMatchObject({ fixes: [{}, { text: expect.stringContaining(said) }] }),
  );

  it('leaves the fault to what keeps clients from the address where the server listens', () => {
    const asked = {
      probes: [refused6, attempt('127.0.0.1', 'timeout')],
      sockets: [listener('0.0.0.0', 8000)],
    };
    expect(ofName(rule, { ...asked, names: localhost('::1', '127.0.0.1') })).toMatchObject({
      severity: 'warning',
    });
    expect(ofName(rule, { ...asked, names: localhost('127.0.0.1', '::1'), address: '::1' })).toBe(
      'ruled-out',
    );
  });

  it.each([
    [
      '::1 comes second',
      {
        names: localhost('127.0.0.1', '::1'),
        probes: [refused6, good4],
        sockets: [listener('127.0.0.1', 8000)],
        address: '::1',
      },
    ],
    ['nothing listens at all', { names: localhost('::1', '127.0.0.1'), probes: [refused6, refused4] }],
    [
      'the server takes both',
      {
        names: localhost('::1', '127.0.0.1'),
        probes: [attempt('::1', 'connected'), good4],
        sockets: [listener('::', 8000)],
      },
    ],
    [
      'the refusal is a rule, for somebody listens there',
      { names: localhost('::1'), probes: [refused6], sockets: [listener('::', 8000)] },
    ],
    [
      'the server is on a LAN address',
      { names: localhost('::1'), probes: [refused6], sockets: [listener('10.77.0.1', 8000)] },
    ],
    [
      'an address was typed',
      {
        names: lookedUp([], { name: '' }),
        probes: [refused6],
        sockets: [listener('127.0.0.1', 8000)],
        typed: '[::1]:8000',
        address: '::1',
      },
    ],
  ])('is ruled out where %s', (_, scene) => expect(ofName(rule, scene)).toBe('ruled-out'));
});
