import { expect, it } from 'vitest';
import { diagnosed, errors, listener, probe } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

const udp = listener('0.0.0.0', 8000, { protocol: 'udp', state: 'unconnected' });

it('finds a port that is served by UDP and asked for by TCP', () => {
  expect(errors(diagnosed('8000', { ...nobody, sockets: [udp] }))).toEqual(['port/udp-only']);
});

it('finds the reverse', () => {
  const diagnosis = diagnosed('8000/udp', { sockets: [listener('0.0.0.0', 8000)], probes: [] });
  expect(errors(diagnosis)).toContain('port/udp-only');
  expect(diagnosis.summary).toBe('UDP port 8000 cannot be reached: the port is open for TCP, not for UDP.');
  expect(diagnosis.causes.find(({ code }) => code === 'port/udp-only')?.headline).toBe(
    'the port is open for TCP, not for UDP',
  );
});

it('is ruled out where both serve', () => {
  expect(errors(diagnosed('8000', { sockets: [udp, listener('0.0.0.0', 8000)] }))).toEqual([]);
});
