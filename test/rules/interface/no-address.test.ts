import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule as noAddress } from '../../../src/rules/interface/no-address.js';
import {
  address,
  cabled,
  eth1,
  fromHere,
  fromLan,
  lookup,
  loopback,
  nic,
  refused,
  routing,
  toNeighbour,
  verdictOf,
  world,
} from '../../support/ground.js';

describe('interface/no-address', () => {
  const question = fromLan({ address: '169.254.7.8' });

  it('is found where there is none, or a link-local one only', () => {
    expect(verdictOf(noAddress, cabled(nic('eth0', [])), question)).toMatchObject({ severity: 'error' });
    const poor = cabled(nic('eth0', ['169.254.7.8/16', 'fe80::1/64']));
    expect(verdictOf(noAddress, poor, question)).toMatchObject({
      summary: expect.stringContaining('169.254.7.8'),
    });
  });

  it('explains why a target elsewhere has no route', () => {
    const lost = { routes: known(routing({ lookups: [refused('10.77.0.9', 'ENETUNREACH')] }), 'rtnetlink') };
    expect(verdictOf(noAddress, { ...cabled(nic('eth0', [])), ...lost }, toNeighbour)).toMatchObject({
      outcome: 'unreachable',
    });
    const onLink = { routes: known(routing({ lookups: [lookup('10.77.0.9')] }), 'rtnetlink') };
    expect(verdictOf(noAddress, { ...cabled(nic('eth0', [])), ...onLink }, toNeighbour)).toBe('ruled-out');
  });

  it('is ruled out by any usable address, and asked from here', () => {
    expect(verdictOf(noAddress, cabled(nic('eth0', []), eth1), question)).toBe('ruled-out');
    expect(verdictOf(noAddress, cabled(nic('eth0', [])), fromHere())).toBe('ruled-out');
  });

  it('is found for a client of whose family no interface has an address', () => {
    const nowhere = fromLan({ address: '' }, { source: '10.77.0.9', network: null });
    expect(verdictOf(noAddress, cabled(), nowhere)).toMatchObject({
      severity: 'error',
      outcome: 'unreachable',
      summary: expect.stringContaining('no IPv4 address by which'),
    });
    expect(verdictOf(noAddress, cabled(nic('eth0', ['fd00::1/64'])), nowhere)).toMatchObject({
      severity: 'error',
    });
  });

  it('is found for an address that the kernel does not use yet', () => {
    const held = (flags: readonly string[]) =>
      world({
        interfaces: known(
          [loopback, nic('eth0', ['10.77.0.1/24', address('fd77::5/64', { flags })])],
          'rtnetlink',
        ),
      });
    const asked = fromLan({ address: 'fd77::5', family: 6 }, { source: 'fd77::2', network: 'fd77::/64' });
    expect(verdictOf(noAddress, held(['tentative']), asked)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('still tentative'),
    });
    for (const flags of [[], ['tentative', 'optimistic'], ['tentative', 'dadfailed']])
      expect(verdictOf(noAddress, held(flags), asked)).toBe('ruled-out');
  });
});
