import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeErrorQueue } from '../../../src/system/error-queue/message.js';
import { encodeSocketAddress } from '../../../src/system/tcp/socket-address.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('control messages of the error queue, as Linux sent them', () => {
  it.each([
    [
      'IPv4: administratively prohibited',
      '3000000000000000 00000000 0b000000 71000000 02030d00 00000000 00000000 02000000 0a5b0101 0000000000000000',
      { address: '10.91.1.1', type: 3, code: 13 },
    ],
    [
      'IPv6: administratively prohibited',
      '3c00000000000000 29000000 19000000 0d000000 03010100 00000000 00000000 0a000000 00000000 fd910001000000000000000000000001 00000000 00000000',
      { address: 'fd91:1::1', type: 1, code: 1 },
    ],
    [
      'an error of this machine making, without a sender',
      '3000000000000000 00000000 0b000000 71000000 01000000 00000000 00000000 00000000 00000000 0000000000000000',
      undefined,
    ],
    ['nothing', '', undefined],
    ['cut short', '3000000000000000 00000000 0b000000 71000000', undefined],
    ['of no length', '0000000000000000 00000000 0b000000', undefined],
  ])('%s', (_, control, expected) => expect(decodeErrorQueue(hex(control), 8)).toEqual(expected));

  it('come behind others, and with words of four bytes', () => {
    const error = '71000000 02030100 00000000 00000000 02000000 0a5b0101 0000000000000000';
    const control = hex(`11000000 00000000 08000000 0102030405 000000 2c000000 00000000 0b000000 ${error}`);
    expect(decodeErrorQueue(control, 4)).toEqual({ address: '10.91.1.1', type: 3, code: 1 });
  });

  it('of any bytes end, and throw nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        decodeErrorQueue(Buffer.from(bytes), 8);
        decodeErrorQueue(Buffer.from(bytes), 4);
      }),
    );
  });
});

describe('socket addresses', () => {
  it.each([
    ['10.91.1.1', '02000050 0a5b0101 0000000000000000'],
    ['fe80::1%eth0', '0a000050 00000000 fe800000000000000000000000000001 00000000'],
  ])('%s', (address, expected) => expect(encodeSocketAddress(address, 80)).toEqual(hex(expected)));

  it('of names are none', () => expect(encodeSocketAddress('localhost', 80)).toBeUndefined());
});
