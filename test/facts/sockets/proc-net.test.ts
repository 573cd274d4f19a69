import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProcNet } from '../../../src/facts/sockets/proc-net.js';
import { parseProcNetUnix } from '../../../src/facts/sockets/unix.js';

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     
   0: 00000000:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 31415 1 0000000000000000 100 0 0 10 0                     
   1: 0100007F:0035 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 1234 1 0000000000000000 100 0 0 10 5                      
   2: 2501A8C0:1F90 0201A8C0:C350 01 00000010:00000020 01:00000014 00000000  1000        0 31416 2 0000000000000000 20 4 30 10 -1                   
   3: 0100007F:1F90 0100007F:A0F2 06 00000000:00000000 03:00001388 00000000     0        0 0 3 0000000000000000                                      
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 99 1 0000000000000000 100 0 0 10 0
   1: 0000000000000000FFFF00000100007F:0050 0000000000000000FFFF00000100007F:9C40 01 00000000:00000000 00:00000000 00000000    33        0 100 1 0000000000000000 20 0 0 10 -1
   2: B80D01200000000067452301EFCDAB89:0051 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000    33        0 101 1 0000000000000000 20 0 0 10 -1
`;
const UNIX = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 17022 /run/app with space.sock
0000000000000000: 00000003 00000000 00000000 0001 03 17023 /run/app with space.sock
0000000000000000: 00000002 00000000 00000000 0002 01 17024 /run/systemd/notify
0000000000000000: 00000002 00000000 00010000 0005 01 17025 @abstract@name
0000000000000000: 00000003 00000000 00000000 0001 03 17026
`;

const brief = (text: string, protocol: 'tcp' | 'udp', family: 4 | 6, port?: number) =>
  parseProcNet(text, protocol, family, port).map(
    ({ state, local, remote }) => `${state} ${local.address} ${local.port} ${remote.address} ${remote.port}`,
  );

describe('/proc/net/tcp', () => {
  it('gives addresses, states and ports', () => {
    expect(brief(TCP, 'tcp', 4)).toEqual([
      'listen 0.0.0.0 8080 0.0.0.0 0',
      'listen 127.0.0.1 53 0.0.0.0 0',
      'established 192.168.1.37 8080 192.168.1.2 50000',
      'time-wait 127.0.0.1 8080 127.0.0.1 41202',
    ]);
  });

  it('counts in a listener the connections that wait, and does not tell how many may', () => {
    expect(parseProcNet(TCP, 'tcp', 4)[0]).toMatchObject({
      queue: { used: 3, limit: null },
      uid: 1000,
      inode: 31415,
      expiresIn: null,
    });
  });

  it('counts in others the bytes to read and to send, and the rest of the timer', () => {
    const [, , connected, waiting] = parseProcNet(TCP, 'tcp', 4);
    expect(connected!.queue).toEqual({ used: 32, limit: 16 });
    expect(waiting).toMatchObject({ inode: 0, expiresIn: 50 });
  });

  it('tells by the time-out of delayed ACKs whether anything has ever come in', () => {
    const row = (ato: number) =>
      `   3: 0100007F:81E0 0100007F:23F0 01 00000000:00000000 00:00000000 00000000     0        0 34039904 2 0000000092457d88 20 ${ato} 0 11 -1`;
    expect([0, 4].map(ato => parseProcNet(row(ato), 'tcp', 4)[0]?.unheard)).toEqual([true, undefined]);
  });

  it('gives those of one port', () => {
    expect(brief(TCP, 'tcp', 4, 53)).toEqual(['listen 127.0.0.1 53 0.0.0.0 0']);
    expect(brief(TCP, 'tcp', 4, 41202)).toEqual([]);
  });

  it('of IPv6 keeps mapped addresses as they are', () => {
    expect(brief(TCP6, 'tcp', 6)).toEqual([
      'listen :: 80 :: 0',
      'established ::ffff:127.0.0.1 80 ::ffff:127.0.0.1 40000',
      'bound 2001:db8::123:4567:89ab:cdef 81 :: 0',
    ]);
  });

  it('of UDP calls a socket without a peer unconnected', () => {
    expect(brief(TCP6, 'udp', 6).at(-1)).toMatch(/^unconnected /);
  });

  it('leaves out a row whose address has a second colon', () => {
    expect(brief(TCP.replace('0100007F:0035', '01000:7F:0035'), 'tcp', 4, 53)).toEqual([]);
  });

  it('of any text throws nothing', () => {
    const pieces = fc.constantFrom(...TCP.split(/(\s+|:)/), ...TCP6.split(/(\s+|:)/), '\0', 'FFFFFFFFF');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map(list => list.join('')),
        ),
        text => {
          for (const family of [4, 6] as const)
            for (const socket of parseProcNet(text, 'tcp', family))
              expect(socket.local.port).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe('/proc/net/unix', () => {
  it('gives what waits for clients: listeners, and datagram sockets with a name', () => {
    expect(parseProcNetUnix(UNIX)).toEqual([
      { path: '/run/app with space.sock', inode: 17022, type: 'stream' },
      { path: '/run/systemd/notify', inode: 17024, type: 'dgram' },
      { path: '@abstract@name', inode: 17025, type: 'seqpacket' },
    ]);
  });

  it('of any text throws nothing', () => {
    fc.assert(fc.property(fc.string(), text => void parseProcNetUnix(text)));
  });
});
