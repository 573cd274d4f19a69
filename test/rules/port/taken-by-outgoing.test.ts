import { expect, it } from 'vitest';
import { diagnosed, errors, listener, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 40000, 'refused'), probe('10.0.0.1', 40000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };
const outgoing = listener('10.0.0.1', 40000, {
  state: 'established',
  remote: { address: '10.0.0.9', port: 443 },
});

it('finds an outgoing connection on the port', () => {
  const diagnosis = diagnosed('40000', { ...nobody, sockets: [outgoing] });
  expect(errors(diagnosis)).toEqual(['port/taken-by-outgoing']);
  expect(diagnosis.causes[0]?.summary).toMatch(/: a program of user \d+ \(which one cannot be seen/);
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

it('takes a client of a server that has left off listening for no connection of its own', () => {
  const client = { ...outgoing, inode: 9, remote: { address: '10.0.0.2', port: 48_400 } };
  const owners = { pidsByInode: { 9: [42] }, hidden: [] };
  const by = (...command: string[]) =>
    errors(diagnosed('40000', { ...nobody, sockets: [client], owners, processes: [running(42, command)] }));
  expect(by('nc', '-l', '-p', '40000')).toEqual(['process/not-listening']);
  expect(by('redis-cli')).toEqual(['port/taken-by-outgoing']);
});

it('tells of nobody who serves one client where the connection leads out', () => {
  const world = {
    ...nobody,
    sockets: [{ ...outgoing, inode: 9 }],
    owners: { pidsByInode: { 9: [42] }, hidden: [] },
  };
  const socat = running(42, ['socat', 'TCP:10.0.0.9:443,sourceport=40000', 'EXEC:cat']);
  expect(errors(diagnosed('40000', { ...world, processes: [socat] }))).toEqual(['port/taken-by-outgoing']);
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
