import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Question } from '../../../src/net/question.js';
import { rule as addressConflict } from '../../../src/rules/interface/address-conflict.js';
import { rule as noAddress } from '../../../src/rules/interface/no-address.js';
import {
  address,
  cabled,
  fromHere,
  fromLan,
  lookup,
  loopback,
  nic,
  route,
  routes,
  verdictOf,
  world,
} from '../../support/ground.js';

describe('interface/address-conflict', () => {
  const taken = address('fd77::99/64', { flags: ['permanent', 'dadfailed'] });
  const facts = cabled(nic('eth0', ['10.77.0.1/24', taken]));

  it('is an error for that very address, a warning for the network', () => {
    expect(verdictOf(addressConflict, facts, fromLan({ address: 'fd77::99', family: 6 }))).toMatchObject({
      severity: 'error',
    });
    expect(verdictOf(addressConflict, facts, fromLan())).toMatchObject({
      severity: 'warning',
      outcome: 'ok',
    });
  });

  it('is an error for everybody where no other address is left to ask by', () => {
    const alone = cabled(nic('eth0', [taken, 'fe80::1/64']));
    expect(verdictOf(addressConflict, alone, fromLan({ address: 'fe80::1', family: 6 }))).toMatchObject({
      severity: 'error',
      outcome: 'unreachable',
    });
    expect(verdictOf(addressConflict, alone, fromHere())).toBe('ruled-out');
  });

  it('is ruled out for containers, and for what needs no such address', () => {
    const bridge = nic('docker0', ['172.17.0.1/16'], { kind: 'bridge', index: 7 });
    const port = nic('veth1', [], { kind: 'veth', master: 'docker0', index: 8 });
    const { vantage } = fromLan();
    const container = { ...vantage, kind: 'address', source: '172.17.0.2', input: 'docker0' } as const;
    const found = (asked: Question, gateway: string | null = null) => {
      const alone = {
        ...cabled(nic('eth0', [taken, 'fe80::1/64']), bridge, port),
        routes: routes({ lookups: [lookup(asked.address, { gateway })] }),
      };
      return [verdictOf(addressConflict, alone, asked), verdictOf(noAddress, alone, asked)];
    };
    const away = (to: string) => fromHere({ address: to, family: 6, local: false });
    const neither = ['ruled-out', 'ruled-out'];
    expect(found(fromLan({ address: '172.17.0.1', vantage: container }))).toEqual(neither);
    expect(found(away('fe80::2%eth0'))).toEqual(neither);
    expect(found(away('2001:db8::1'), 'fe80::3')).toMatchObject([
      { severity: 'error' },
      { severity: 'error' },
    ]);
  });

  describe('of IPv4, which others say is theirs', () => {
    const claimed = [{ by: '02:00:00:00:00:99', on: 'eth0' }];
    const shared = nic('eth0', [address('10.77.0.1/24', { claimed })]);

    it('is an error for those others, and for nobody else', () => {
      expect(verdictOf(addressConflict, cabled(shared), fromLan())).toMatchObject({
        severity: 'error',
        outcome: 'unreachable',
        evidence: [{ source: 'arping -D -I eth0 10.77.0.1' }],
      });
      expect(verdictOf(addressConflict, cabled(shared), fromHere())).toBe('ruled-out');
    });

    it('is ruled out where the gateway answers for everybody', () => {
      const gateway = {
        address: '10.77.0.254',
        device: 'eth0',
        hardwareAddress: '02:00:00:00:00:99',
        state: 'stale',
      };
      const proxied = world({
        interfaces: known([loopback, shared], 'rtnetlink'),
        routes: routes({ routes: [route('default', { gateway: '10.77.0.254' })], neighbours: [gateway] }),
      });
      expect(verdictOf(addressConflict, proxied, fromLan())).toBe('ruled-out');
    });

    it('is a warning while nobody knows whether it is the gateway that answers', () => {
      const unseen = world({
        interfaces: known([loopback, shared], 'rtnetlink'),
        routes: routes({ routes: [route('default', { gateway: '10.77.0.254' })], neighbours: [] }),
      });
      expect(verdictOf(addressConflict, unseen, fromLan())).toMatchObject({ severity: 'warning' });
    });

    it('is ruled out for an address that a load balancer answers for', () => {
      const lo = nic('lo', [address('10.77.0.100/32', { claimed })], {
        flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
      });
      const real = world({ interfaces: known([lo, nic('eth0', ['10.77.0.1/24'])], 'rtnetlink') });
      expect(verdictOf(addressConflict, real, fromLan({ address: '10.77.0.100' }))).toBe('ruled-out');
    });

    it('is a warning where this machine has the address of somebody there on another card', () => {
      const bridge = nic('br7', [address('10.77.0.2/24', { claimed })], { index: 7 });
      const both = world({
        interfaces: known([loopback, nic('eth0', ['10.77.0.1/24']), bridge], 'rtnetlink'),
      });
      expect(verdictOf(addressConflict, both, fromLan())).toMatchObject({
        severity: 'warning',
        summary: expect.stringContaining('so has br7 of this machine'),
      });
    });
  });

  it('is ruled out without a conflict', () => {
    expect(verdictOf(addressConflict, world(), fromLan())).toBe('ruled-out');
  });
});
