import { expect, it } from 'vitest';
import { nic } from '../../support/ground.js';
import { diagnosed, errors, probe } from '../../support/healthy.js';

const failed = (errno: string) => [{ ...probe('10.0.0.9', 9000, 'failed'), errno }];

it('finds EADDRNOTAVAIL from connect()', () => {
  expect(errors(diagnosed('10.0.0.9:9000', { probes: failed('EADDRNOTAVAIL'), sockets: [] }))[0]).toBe(
    'tcp/ephemeral-exhausted',
  );
});

const limits = (reservedPorts: string) =>
  ({
    ephemeral: { first: 40000, last: 40031 },
    reservedPorts,
    conntrack: null,
    files: null,
    counters: { before: {}, after: {} },
  }) as never;

it.each([
  ['40000-40040', 'are reserved'],
  ['22,39000-40015,40016-50000', 'are reserved'],
  ['40000-40030', 'that are not reserved (ip_local_reserved_ports) are in use'],
  ['8080', 'all of 40000–40031 are in use'],
])('knows what is reserved: %s', (reserved, says) => {
  const world = { probes: failed('EADDRNOTAVAIL'), sockets: [], limits: limits(reserved) };
  expect(diagnosed('10.0.0.9:9000', world).causes[0]?.summary).toContain(says);
});

it.each([
  [40000, 40031, '"32768 60999"'],
  [32768, 60999, '"1024 65535"'],
  [1024, 65535, undefined],
])('widens the range %i to %i, where there is more', (first, last, range) => {
  const wide = { ...(limits('') as object), ephemeral: { first, last } } as never;
  const [fix] = diagnosed('10.0.0.9:9000', { probes: failed('EADDRNOTAVAIL'), sockets: [], limits: wide })
    .causes[0]!.fixes;
  expect(fix?.steps).toEqual(
    range && [{ do: 'run', command: `sysctl -w net.ipv4.ip_local_port_range=${range}` }],
  );
});

it('shows what holds the ports of an IPv6 address in words that ss takes', () => {
  const probes = [{ ...probe('fd00::9', 9000, 'failed'), errno: 'EADDRNOTAVAIL' }];
  const world = { probes, sockets: [], interfaces: [nic('eth0', ['fd00::1/64'])] };
  expect(diagnosed('[fd00::9]:9000', world).causes[0]?.fixes[0]?.text).toContain("ss -tan 'dst [fd00::9]'");
});

it('is not said of another error', () => {
  expect(errors(diagnosed('10.0.0.9:9000', { probes: failed('EINVAL'), sockets: [] }))).not.toContain(
    'tcp/ephemeral-exhausted',
  );
});

it('is not said where no interface has an address of that family', () => {
  const probes = [{ ...probe('fd00::9', 9000, 'failed'), errno: 'EADDRNOTAVAIL' }];
  const world = { probes, sockets: [], interfaces: [nic('eth0', ['10.0.0.1/24'])] };
  expect(errors(diagnosed('[fd00::9]:9000', world))).not.toContain('tcp/ephemeral-exhausted');
});

it('is said of ::1 where that is there, and not where IPv6 is off', () => {
  const probes = [{ ...probe('::1', 6379, 'failed'), errno: 'EADDRNOTAVAIL' }];
  const on = (...addresses: string[]) =>
    errors(diagnosed('[::1]:6379', { probes, interfaces: [nic('lo', addresses)] }));
  expect(on('127.0.0.1/8', '::1/128')).toContain('tcp/ephemeral-exhausted');
  expect(on('127.0.0.1/8')).not.toContain('tcp/ephemeral-exhausted');
});
