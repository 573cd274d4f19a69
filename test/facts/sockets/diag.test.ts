import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSocket, portFilter, socketRequest } from '../../../src/facts/sockets/diag.js';
import { decodeUnixSocket } from '../../../src/facts/sockets/unix.js';

/** A listener on [::]:8000 of uid 33 as Linux 6.18 sends it, with its attributes for shutdown, v6only and cgroup. */
const LISTENER = Buffer.from(
  `0a0a0000${'1f400000'}${'00'.repeat(32)}03000000${'0100000000000000'}00000000${'02000000'}${'05000000'}${'21000000'}${'d2040000'}` +
    '05000b0001000000' +
    '0c0015005a0f000000000000',
  'hex',
);
const names = (index: number) => (index === 3 ? 'eth1' : `if${index}`);

describe('sock_diag', () => {
  it('gives a listener with all that the files lack', () => {
    expect(decodeSocket(LISTENER, 'tcp', names)).toEqual({
      protocol: 'tcp',
      family: 6,
      state: 'listen',
      local: { address: '::', port: 8000 },
      remote: { address: '::', port: 0 },
      queue: { used: 2, limit: 5 },
      uid: 33,
      inode: 1234,
      v6only: true,
      device: 'eth1',
      cgroup: 3930,
      expiresIn: null,
    });
  });

  it('tells of a request to connect how often its answer was sent again', () => {
    const request = Buffer.from(LISTENER);
    request.set([3, 1, 4], 1);
    expect(decodeSocket(request, 'tcp', names)).toMatchObject({
      state: 'syn-recv',
      passed: { received: 0, acknowledged: 0, retransmits: 4 },
    });
  });

  it('of any bytes throws nothing', () => {
    const garbage = fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes));
    const cut = fc.nat(LISTENER.length).map(length => LISTENER.subarray(0, length));
    const bent = fc.tuple(fc.nat(LISTENER.length - 1), fc.nat(255)).map(([at, value]) => {
      const bytes = Buffer.from(LISTENER);
      bytes[at] = value;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(garbage, cut, bent), bytes => {
        decodeSocket(bytes, 'tcp', names);
        decodeSocket(bytes, 'udp', names);
        decodeUnixSocket(bytes);
      }),
    );
  });

  it('filters by a program that jumps past its end where the port is another', () => {
    expect(portFilter(8000, 8000).toString('hex')).toBe(`02081400${'0000401f'}03080c00${'0000401f'}`);
    expect(portFilter(8000, 8020).toString('hex')).toBe(`02081400${'0000401f'}03080c00${'0000541f'}`);
  });

  it('asks by struct inet_diag_req_v2, with the filter only where a port is given', () => {
    const all = socketRequest('udp', 6, 0x80, null);
    expect([all.length, all[0], all[1], all.readUInt32LE(4)]).toEqual([56, 10, 17, 0x80]);
    expect(socketRequest('tcp', 4, 1, 80)).toHaveLength(56 + 20);
  });
});
