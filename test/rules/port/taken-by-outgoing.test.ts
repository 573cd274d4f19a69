import { expect, it } from 'vitest';
import { diagnosed, errors, listener, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 40000, 'refused'), probe('10.0.0.1', 40000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };
const outgoing = listener('10.0.0.1', 40000, {
  state: 'established',
  remote: { address: '10.0.0.9', port: 443 },
});

it('finds an outgoing connection on the port', () => {
  expect(errors(diagnosed('40000', { ...nobody, sockets: [outgoing] }))).toEqual(['port/taken-by-outgoing']);
});

it('takes no server on another port for the one that was meant', () => {
  const world = {
    ...nobody,
    sockets: [outgoing],
    listeners: [listener('0.0.0.0', 9000)],
    owners: { pidsByInode: { 14000: [43] }, hidden: [] },
    processes: [running(43, ['node', 'server.js'], { environment: { PORT: '9000' } })],
  };
  expect(errors(diagnosed('40000', { ...world, sockets: [] }))).toEqual(['port/wrong-port']);
  expect(errors(diagnosed('40000', world))).toEqual(['port/taken-by-outgoing']);
});

it('is no matter beside a listener', () => {
  expect(errors(diagnosed('40000', { sockets: [outgoing, listener('0.0.0.0', 40000)] }))).toEqual([]);
});

it('says what to type as a line of its own, which a shell takes as it is', () => {
  const [cause] = diagnosed('40000', { ...nobody, sockets: [outgoing] }).causes;
  expect(cause?.fixes[0]?.text?.split('\n')[0]).toBe(
    '  sudo sysctl -w net.ipv4.ip_local_reserved_ports=40000',
  );
});
