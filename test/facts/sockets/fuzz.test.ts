import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseLsof, parseLsofUnix } from '../../../src/facts/sockets/lsof.js';
import { parseNetstat } from '../../../src/facts/sockets/netstat.js';
import { parseProcNet } from '../../../src/facts/sockets/proc-net.js';
import type { Socket, UnixListener } from '../../../src/facts/sockets/types.js';
import { decodeUnixSocket, parseProcNetUnix } from '../../../src/facts/sockets/unix.js';
import { decodeAttributes, listAttributes } from '../../../src/system/netlink/attributes.js';
import { decodeMessages, errorNumber } from '../../../src/system/netlink/message.js';
import { byteMutants, fuzz } from '../../support/mutate.js';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const header =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const tcp = `${header}   0: 0100007F:1F90 00000000:0000 0A 00000000:00000005 00:00000000 00000000  1000        0 12345 1 0000000000000000 100 0 0 10 0\n   1: 0100007F:1F90 0100007F:9C40 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0000000000000000\n`;
const tcp6 = `${header}   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 99 1 0 100 0 0 10 0\n`;
const unix =
  'Num       RefCount Protocol Flags    Type St Inode Path\n0000000000000000: 00000002 00000000 00010000 0001 01 20480 /run/app.sock\n0000000000000000: 00000002 00000000 00010000 0005 01 20481 @abstract name\n';

const hasTypes = (sockets: readonly Socket[]): void => {
  for (const { protocol, state, family, local, remote } of sockets) {
    expect(['tcp', 'udp']).toContain(protocol);
    expect(typeof state).toBe('string');
    expect([4, 6]).toContain(family);
    for (const { address, port } of [local, remote]) {
      expect(typeof address).toBe('string');
      expect(Number.isInteger(port)).toBe(true);
    }
  }
};
const unixTypes = (sockets: readonly UnixListener[]): void => {
  for (const { path, type } of sockets) {
    expect(typeof path).toBe('string');
    expect(['stream', 'dgram', 'seqpacket']).toContain(type);
  }
};

it('/proc/net/tcp and its kin', () => {
  fuzz([tcp], text => hasTypes(parseProcNet(text, 'tcp', 4)));
  fuzz([tcp6, tcp], text => hasTypes(parseProcNet(text, 'udp', 6, 8080)));
  fuzz([unix], text => unixTypes(parseProcNetUnix(text)));
});

it('netstat and lsof', () => {
  fuzz([fixture('netstat-windows.txt')], text => hasTypes(parseNetstat(text)));
  fuzz([fixture('lsof-macos.txt')], text => hasTypes(parseLsof(text)));
  fuzz([fixture('lsof-unix-macos.txt')], text => unixTypes(parseLsofUnix(text)));
});

it("words that every object has are nobody's state or protocol", () => {
  expect(parseLsof('p1\nf3\ntIPv4\nPconstructor\nn127.0.0.1:80\nTST=LISTEN\n')).toEqual([]);
  expect(parseLsof('p1\nf3\ntconstructor\nPTCP\nn127.0.0.1:80\nTST=LISTEN\n')).toEqual([]);
  expect(parseNetstat('  TCP    0.0.0.0:80    0.0.0.0:0    toString    4\n')[0]?.state).toBe('listen');
});

it('netlink messages', () => {
  const listener = Buffer.from(
    '4c000000140002000100000000000000010a0100020000005000000000000000010000000000000008000000090000000500080001000000',
    'hex',
  );
  fc.assert(
    fc.property(byteMutants([listener, Buffer.alloc(64 * 1024), Buffer.alloc(4096, 255)]), bytes => {
      for (const message of decodeMessages(bytes)) {
        errorNumber(message);
        decodeAttributes(message.payload);
      }
      listAttributes(bytes, 16);
      const socket = decodeUnixSocket(bytes);
      if (socket) unixTypes([socket]);
    }),
    { numRuns: 500 },
  );
});
