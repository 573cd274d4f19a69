import { describe, expect, it } from 'vitest';
import { unit } from '../../programs/situation.js';
import { loopback, nic } from '../../support/ground.js';
import { codes, diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

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

it('finds one that is tied to an interface that is gone, and starts it again', () => {
  const sockets = [listener('0.0.0.0', 8000, { device: 'if7' })];
  const probes = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
  const told = (more = {}) => diagnosed('8000', { sockets, probes, ...more }).causes[0];
  const found = told();
  expect(found).toMatchObject({ code: 'bind/device', summary: expect.stringContaining('is gone (if7') });
  expect(found?.fixes).toMatchObject([{ title: 'Restart the server', steps: expect.anything() }]);
  const hidden = { owners: { pidsByInode: {}, hidden: [] }, processes: [] };
  expect(told(hidden)?.fixes).toMatchObject([{ title: 'See which program it is' }]);
});

describe('a server that is tied to eth1', () => {
  const interfaces = [loopback, nic('eth0', ['10.0.0.1/24']), nic('eth1', [])];
  const sockets = [listener('0.0.0.0', 8000, { device: 'eth1' })];
  const probes = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
  const fixOf = (command: string[], more = {}) =>
    diagnosed('8000', { sockets, probes, interfaces, processes: [running(42, command)], ...more }).causes[0]
      ?.fixes[0];
  const withFile = (path: string, text: string, command: string[]) =>
    fixOf(command, { configuration: [{ path, text, modifiedAt: now - 7_200_000 }] });

  it.each([
    ['so-bindtodevice=eth1,fork', 'fork'],
    ['fork,interface=eth1', 'fork'],
  ])('by %s of socat is started without', (options, left) =>
    expect(
      fixOf(['socat', `TCP4-LISTEN:8000,${options}`, 'TCP4:127.0.0.1:9000'])?.steps?.at(-1),
    ).toMatchObject({
      command: expect.stringContaining(`socat TCP4-LISTEN:8000,${left} TCP4:`),
    }),
  );

  it('by a line of HAProxy has it edited, and no other', () => {
    const text = 'frontend f\n bind :8000 interface eth1 defer-accept\n bind :9000 interface eth1\n';
    const [edit] = withFile('/srv/h.cfg', text, ['haproxy', '-f', '/srv/h.cfg'])?.steps ?? [];
    expect(edit).toMatchObject({ do: 'edit', replace: expect.stringMatching(/bind :8000 defer-accept$/) });
  });

  it.each([
    's.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth1")',
    's.setsockopt(socket.SOL_SOCKET, 25, "eth1".encode()); s.listen()',
  ])('by a call in Python does without it: %s', line =>
    expect(withFile('/srv/s.py', `import socket\n${line}\n`, ['python3', 's.py'])?.steps?.[0]).toMatchObject({
      do: 'edit',
      replace: 'pass',
    }),
  );

  it.each([
    '# s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth1")',
    'if s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth1") is None: pass',
    's.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)',
  ])('is left to people where its source has %s', line =>
    expect(withFile('/srv/s.py', `import socket\n${line}\n`, ['python3', 's.py'])?.steps).toBeUndefined(),
  );

  it('by its socket unit gets a drop-in', () => {
    const units = [unit({ name: 'shop.socket', listens: ['0.0.0.0:8000'], mainPid: 0 })];
    const owners = { pidsByInode: { [sockets[0]!.inode]: [1] }, hidden: [] };
    const processes = [running(1, ['systemd'], { parent: 0 })];
    const found = diagnosed('8000', { sockets, probes, units, owners, processes }).causes[0];
    expect(JSON.stringify(found?.fixes[0]?.steps)).toContain('BindToDevice=');
  });
});
