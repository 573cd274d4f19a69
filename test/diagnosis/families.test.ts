import { describe, expect, it } from 'vitest';
import { unknown } from '../../src/facts/fact.js';
import { diagnosed, errors, healthy, listener, probe } from '../support/healthy.js';

const interfaces = healthy(8000).interfaces.map(each => ({
  ...each,
  addresses:
    each.name === 'eth0'
      ? [...each.addresses, { ...each.addresses[0]!, family: 6 as const, address: 'fd00::1', prefix: 64 }]
      : each.addresses,
}));
const both = [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000), probe('fd00::1', 8000)];

describe('a bare port on a machine with both families', () => {
  it('is degraded where other machines get through by IPv6 alone', () => {
    const sockets = [listener('127.0.0.1', 8000), listener('::', 8000, { v6only: true, inode: 13000 })];
    const probes = [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused'), probe('fd00::1', 8000)];
    const diagnosis = diagnosed('8000', { interfaces, sockets, probes });
    expect(diagnosis.verdict).toBe('degraded');
    expect(errors(diagnosis)).toHaveLength(1);
  });

  it('is left open where nothing tells of IPv4, whatever IPv6 does', () => {
    const sockets = [listener('127.0.0.1', 8000), listener('::', 8000, { v6only: null, inode: 13000 })];
    const probes = [probe('10.0.0.1', 8000, 'refused'), probe('fd00::1', 8000)];
    const lan = { from: 'lan', family: null } as const;
    expect(diagnosed('8000', { interfaces, sockets, probes }, lan)).toMatchObject({
      verdict: 'inconclusive',
      summary: expect.stringMatching(/^Whether port 8000 can be reached from .* could not be decided\.$/),
    });
  });

  it('says by which family others get through where nobody does by IPv4', () => {
    const sockets = [listener('::', 8000, { v6only: true })];
    const probes = [probe('10.0.0.1', 8000, 'refused'), probe('fd00::1', 8000)];
    const lan = { from: 'lan', family: null } as const;
    expect(diagnosed('8000', { interfaces, sockets, probes }, lan).summary).toMatch(
      /^Port 8000 answers by IPv6, but not from your network \S+ by IPv4/,
    );
  });

  it('says what leaves IPv4 open also where IPv6 is not served', () => {
    const waiting = listener('10.0.0.1', 8000, {
      state: 'syn-recv',
      remote: { address: '10.0.0.7', port: 50000 },
      passed: { received: 0, acknowledged: 0, retransmits: 2 },
    });
    const probes = [probe('10.0.0.1', 8000), probe('fd00::1', 8000, 'refused')];
    const diagnosis = diagnosed('8000', {
      interfaces,
      sockets: [listener('0.0.0.0', 8000), waiting],
      probes,
    });
    expect(diagnosis.verdict).toBe('inconclusive');
    expect(diagnosis.causes.map(({ code }) => code)).toContain('cloud/outside-this-machine');
  });

  it('names what keeps IPv4 out behind what keeps everybody out', () => {
    const sockets = [listener('::', 8000, { v6only: true })];
    const probes = [probe('10.0.0.1', 8000, 'refused'), probe('fd00::1', 8000)];
    const down = interfaces.map(each =>
      each.name === 'eth0' ? { ...each, flags: ['BROADCAST'], state: 'down' } : each,
    );
    const diagnosis = diagnosed('8000', { interfaces: down, sockets, probes }, { from: 'lan', family: null });
    expect(errors(diagnosis)).toEqual(['interface/down', 'bind/ipv6-only']);
  });

  it('is reachable where they get through by IPv4 alone', () => {
    const probes = [...both.slice(0, 2), probe('fd00::1', 8000, 'refused')];
    const diagnosis = diagnosed('8000', { interfaces, probes });
    expect(diagnosis.verdict).toBe('reachable');
    expect(errors(diagnosis)).toEqual([]);
  });

  it('is reachable where a dual-stack socket takes both', () => {
    const diagnosis = diagnosed('8000', { interfaces, sockets: [listener('::', 8000)], probes: both });
    expect(diagnosis.verdict).toBe('reachable');
  });

  it('lays no error on an address beside one of which nothing could be told', () => {
    const firewall = unknown('needs-root', "the firewall's rules cannot be read without root");
    const lan = { from: 'lan', family: null } as const;
    const four = { interfaces, firewall, probes: [...both.slice(0, 2), probe('fd00::1', 8000, 'refused')] };
    const diagnosis = diagnosed('8000', four, lan);
    expect([diagnosis.verdict, errors(diagnosis)]).toEqual(['inconclusive', []]);
    // People dial IPv4: that IPv6 may work is no comfort.
    const six = {
      interfaces,
      firewall,
      sockets: [listener('::', 8000, { v6only: true })],
      probes: [probe('10.0.0.1', 8000, 'refused'), probe('fd00::1', 8000)],
    };
    expect(errors(diagnosed('8000', six, lan))).toEqual(['bind/ipv6-only']);
  });
});
