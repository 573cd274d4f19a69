import { release } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/facts/fact.js';
import type { Owners, Socket, UnixListener } from '../../../src/facts/sockets/types.js';
import { formatEndpoint } from '../../../src/net/address.js';
import { beside, inNamespace, named, noNamespaces } from '../../support/namespace.js';

type Known<T> = Extract<Fact<T>, { status: 'known' | 'partial' }>;

interface Seen {
  readonly kernel: readonly Known<readonly Socket[]>[];
  readonly files: readonly Known<readonly Socket[]>[];
  readonly listeners: Known<readonly Socket[]>;
  readonly listenersInFiles: Known<readonly Socket[]>;
  readonly unix: Known<readonly UnixListener[]>;
  readonly unixInFiles: Known<readonly UnixListener[]>;
  readonly owners: Known<Owners>;
}

const script = `
  ip link set lo up
  ip link add v0 type veth peer name v1
  ip link set v0 up
  python3 ${beside(import.meta.url, 'states.py')} '$NODE; echo; ss -Hntuae' "$FOLDER"
`;

/** What a comparison of sources is about: the rest of a row only netlink tells. */
const common = ({ protocol, family, state, local, remote, queue, uid, inode }: Socket) =>
  JSON.stringify([protocol, family, state, local, remote, queue.used, uid, inode]);

const shown = (socket: Socket) =>
  `${socket.state} ${formatEndpoint(socket.local.address, socket.local.port)}`;

describe.skipIf(noNamespaces)(named('the sockets on a port'), () => {
  let seen: Seen;
  let ss: string[];
  const all = (facts: readonly Known<readonly Socket[]>[]) => facts.flatMap(fact => fact.value);
  const on = (port: number) => all(seen.kernel).filter(socket => socket.local.port === port);

  beforeAll(() => {
    const [json, rows] = inNamespace(script, beside(import.meta.url, 'states.entry.ts')).split('\n\n');
    seen = JSON.parse(json!);
    ss = rows!.trim().split('\n');
  }, 60_000);

  it('are known from the kernel, and partial from the files', () => {
    expect(seen.kernel.map(fact => fact.status)).toEqual(Array(7).fill('known'));
    expect(seen.files.map(fact => fact.status)).toEqual(Array(7).fill('partial'));
  });

  it('are the same rows in both, but for those that are bound without listening', () => {
    const told = all(seen.kernel).filter(({ state }) => state !== 'bound');
    expect(told.map(common).sort()).toEqual(all(seen.files).map(common).sort());
    expect(seen.listeners.value.map(common).sort()).toEqual(seen.listenersInFiles.value.map(common).sort());
  });

  it('are the rows of ss', () => {
    const states: Readonly<Record<string, string>> = {
      LISTEN: 'listen',
      ESTAB: 'established',
      UNCONN: 'unconnected',
      'TIME-WAIT': 'time-wait',
      'CLOSE-WAIT': 'close-wait',
      'FIN-WAIT-2': 'fin-wait-2',
    };
    const rows = ss
      .map(row => row.split(/\s+/))
      .map(([protocol, state, used, limit, local]) => [
        protocol,
        states[state!],
        Number(used),
        Number(limit),
        local!.replace('*:', '[::]:').replace(/%\w+/, ''),
      ])
      .filter(row => /:800\d$/.test(String(row[4])));
    const ours = all(seen.kernel)
      .filter(({ state }) => state !== 'bound')
      .map(({ protocol, state, queue, local }) => [
        protocol,
        state,
        queue.used,
        queue.limit,
        formatEndpoint(local.address, local.port),
      ]);
    const inOrder = (list: unknown[][]) => list.map(row => JSON.stringify(row)).sort();
    expect(inOrder(ours)).toEqual(inOrder(rows));
  });

  it('tell the accept queue and its limit', () => {
    const [listener] = on(8001).filter(({ state }) => state === 'listen');
    expect(listener).toMatchObject({ queue: { used: 2, limit: 7 }, local: { address: '127.0.0.1' } });
  });

  it('tell every state of a connection', () => {
    const states = new Set(on(8001).map(({ state }) => state));
    expect(states).toEqual(new Set(['listen', 'established', 'close-wait', 'time-wait']));
    const [left] = on(8001).filter(({ state }) => state === 'time-wait');
    expect(left).toMatchObject({ inode: 0, expiresIn: expect.any(Number) });
    expect(left!.expiresIn).toBeGreaterThan(30);
    expect(left!.expiresIn).toBeLessThanOrEqual(60);
  });

  it('tell what passed on a connection, and nothing of it in the files', () => {
    const passed = on(8001).flatMap(each => each.passed ?? []);
    expect(passed).toContainEqual(expect.objectContaining({ received: 5, acknowledged: 0, retransmits: 0 }));
    expect(on(8003).find(({ state }) => state === 'established')?.passed).toMatchObject({
      received: 0,
      acknowledged: 0,
      retransmits: 0,
    });
    expect(all(seen.files).some(each => each.passed)).toBe(false);
  });

  it('tell IPV6_V6ONLY, and nothing about it for IPv4', () => {
    expect(on(8002).map(({ family, v6only }) => [family, v6only])).toEqual([
      [4, null],
      [6, true],
    ]);
    expect(on(8003).find(({ state }) => state === 'listen')).toMatchObject({ family: 6, v6only: false });
  });

  it('keep an IPv4 client of an IPv6 socket as IPv4-mapped IPv6', () => {
    expect(on(8003).find(({ state }) => state === 'established')).toMatchObject({
      family: 6,
      local: { address: '::ffff:127.0.0.1' },
    });
  });

  it('tell the interface that one is tied to', () => {
    expect(on(8004)).toMatchObject([{ device: 'v0' }]);
    expect(on(8001).every(({ device }) => device === null)).toBe(true);
  });

  it('hold those that are bound without listening (Linux 6.8)', ({ skip }) => {
    const [major = 0, minor = 0] = release().split('.').map(Number);
    if (major * 100 + minor < 608) skip('needs Linux 6.8 or later');
    expect(on(8005).map(shown)).toEqual(['bound 127.0.0.1:8005', 'bound [::1]:8005']);
  });

  it('hold UDP sockets, waiting and connected', () => {
    expect([...on(8006), ...on(8007)].map(shown)).toEqual([
      'unconnected 0.0.0.0:8006',
      'unconnected [::1]:8006',
      'established 127.0.0.1:8007',
    ]);
    expect(on(8006)[0]!.queue.used).toBeGreaterThan(0);
  });

  it('have one owner, who is found', () => {
    const inodes = all(seen.kernel).flatMap(({ inode }) => (inode === 0 ? [] : [inode]));
    const { pidsByInode, hidden } = seen.owners.value;
    expect(hidden).toEqual([]);
    expect(Object.keys(pidsByInode).map(Number).sort()).toEqual([...new Set(inodes)].sort());
    expect(new Set(Object.values(pidsByInode).flat()).size).toBe(1);
  });

  it('of the unix kind are those that wait, the same in both sources', () => {
    const ours = seen.unix.value.map(({ path, type }) => `${type} ${path.replace(/^.*\/ns-\w+/, '')}`);
    expect(ours.sort()).toEqual(['dgram /letters', 'seqpacket @netcheck test', 'stream /server.sock']);
    expect(seen.unix.value).toEqual(seen.unixInFiles.value);
  });
});
