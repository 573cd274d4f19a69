import { expect, it } from 'vitest';
import { unit } from '../../programs/situation.js';
import { codes, diagnosed, errors, listener, probe, running } from '../../support/healthy.js';

it('finds a wildcard socket that is tied to another interface', () => {
  const sockets = [listener('0.0.0.0', 8000, { device: 'lo' })];
  const probes = [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000)];
  const diagnosis = diagnosed('8000', { sockets, probes });
  expect(errors(diagnosis)).toEqual(['bind/device']);
  expect(diagnosis.verdict).toBe('local-only');
});

it('rules it out where the client comes in by that very interface', () => {
  const sockets = [listener('0.0.0.0', 8000, { device: 'eth0' })];
  expect(codes(diagnosed('10.0.0.1:8000', { sockets }, { from: 'lan', family: null }))).toEqual([]);
});

it('takes the tie off the socket unit that has it, where systemd itself holds the port', () => {
  const tied = listener('0.0.0.0', 8000, { device: 'lo' });
  const diagnosis = diagnosed('8000', {
    sockets: [tied],
    owners: { pidsByInode: { [tied.inode]: [1] }, hidden: [] },
    processes: [running(1, ['/sbin/init'], { name: 'systemd' })],
    units: [
      unit({ name: 'shop.socket', listens: ['[::]:8000'], files: ['/etc/systemd/system/shop.socket'] }),
    ],
    probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000)],
  });
  expect(errors(diagnosis)).toEqual(['bind/device']);
  const [fix] = diagnosis.causes[0]?.fixes ?? [];
  expect(JSON.stringify(fix?.steps)).toContain("'[Socket]' BindToDevice=");
  expect(JSON.stringify(fix?.steps)).toContain('systemctl restart shop.socket');
});
