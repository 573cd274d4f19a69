import { describe, expect, it } from 'vitest';
import { partial } from '../../../src/facts/fact.js';
import { loopback, nic, refused, routes } from '../../support/ground.js';
import {
  codes,
  type Differences,
  diagnosed,
  errors,
  healthy,
  listener,
  probe,
  running,
} from '../../support/healthy.js';

const sockets = [listener('10.0.0.50', 8000)];
const probes = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];

it('finds a server on an address that no interface has', () => {
  expect(errors(diagnosed('8000', { sockets, probes }))).toEqual(['bind/stale-address']);
});

it('lets a server of IPv6 take IPv6 again, where a port alone is asked for and this machine has that', () => {
  const told = (target: string) =>
    diagnosed(target, {
      sockets: [listener('fd77::50', 8000)],
      probes: [...probes, probe('fd77::1', 8000, 'refused')],
      interfaces: [loopback, nic('eth0', ['10.0.0.1/24', 'fd77::1/64'])],
      processes: [running(42, ['python3', '-m', 'http.server', '8000', '--bind', 'fd77::50'])],
    }).causes.find(each => each.code === 'bind/stale-address')?.fixes[0]?.title;
  expect(told('8000')).toBe('Start it with --bind ::');
  expect(told('10.0.0.1:8000')).toBe('Start it with --bind 0.0.0.0');
});

it('rules it out for an address that is there', () => {
  expect(codes(diagnosed('10.0.0.1:8000', { sockets: [listener('10.0.0.1', 8000)] }))).toEqual([]);
});

it('rules it out for an address of no interface that this machine gets to all the same', () => {
  const met = [...probes, probe('10.0.0.50', 8000, 'connected')];
  expect(errors(diagnosed('8000', { sockets, probes: met }))).toEqual(['bind/one-address']);
});

it('does not argue from a list of interfaces that is not whole', () => {
  const interfaces = partial(healthy(8000).interfaces, 'os.networkInterfaces', 'interfaces that are down');
  const diagnosis = diagnosed('8000', { sockets, probes, interfaces });
  expect(diagnosis.unchecked.map(each => each.code)).toContain('bind/stale-address');
});

describe('asked for by that very address', () => {
  const asked = (more: Partial<Differences> = {}) =>
    diagnosed('10.0.0.50:8000', { sockets, probes: [probe('10.0.0.50', 8000, 'host-unreachable')], ...more });

  it('is why nobody answers there', () => {
    const [cause] = asked().causes;
    expect(cause?.code).toBe('bind/stale-address');
    expect(cause?.fixes[0]?.steps).toEqual([{ do: 'run', command: 'ip addr add 10.0.0.50/24 dev eth0' }]);
  });

  it('is why there is no route to it, where it belongs to no network that is left', () => {
    const lost = '203.0.113.9';
    const { causes } = diagnosed(`${lost}:8000`, {
      sockets: [listener(lost, 8000)],
      probes: [probe(lost, 8000, 'network-unreachable')],
      routes: routes({ lookups: [refused(lost, 'ENETUNREACH')] }),
    });
    expect(causes.map(({ code }) => code)).toEqual(['bind/stale-address']);
    expect(causes[0]?.fixes[0]?.steps).toEqual([{ do: 'run', command: `ip addr add ${lost}/32 dev eth0` }]);
  });

  it('is of no interest where another machine has the address now', () => {
    const refused = asked({ probes: [probe('10.0.0.50', 8000, 'refused')] });
    expect(codes(refused)).not.toContain('bind/stale-address');
  });
});
