import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeAttributes,
  encodeAttribute,
  encodeNumber,
  listAttributes,
  numberIn,
  textIn,
} from '../../../src/system/netlink/attributes.js';
import { decodeMessages, encodeMessage, errorNumber } from '../../../src/system/netlink/message.js';

const bytes = fc.uint8Array({ maxLength: 300 }).map(array => Buffer.from(array));

describe('messages', () => {
  it('come out as they went in, several in a datagram', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 5 }), payloads => {
        const messages = payloads.map((payload, sequence) => ({ type: 20, flags: 0x301, sequence, payload }));
        const datagram = Buffer.concat(messages.map(encodeMessage));
        expect(decodeMessages(datagram)).toEqual(messages);
      }),
    );
  });

  it('are laid out as struct nlmsghdr', () => {
    const message = encodeMessage({ type: 18, flags: 0x301, sequence: 7, payload: Buffer.from([1]) });
    expect(message.toString('hex')).toBe('11000000' + '1200' + '0103' + '07000000' + '00000000' + '01000000');
  });

  it('of any bytes end, and throw nothing', () => {
    fc.assert(
      fc.property(bytes, datagram => {
        for (const message of decodeMessages(datagram)) {
          errorNumber(message);
          decodeAttributes(message.payload);
        }
      }),
    );
  });

  it('that are cut short or say a length of 0 end the list', () => {
    const one = encodeMessage({ type: 1, flags: 0, sequence: 1, payload: Buffer.from('abcd') });
    expect(decodeMessages(one.subarray(0, 19))).toEqual([]);
    expect(decodeMessages(Buffer.concat([one, Buffer.alloc(16)]))).toHaveLength(1);
  });

  it('of errors carry a negative errno', () => {
    const payload = Buffer.alloc(20);
    payload.writeInt32LE(-101);
    expect(errorNumber({ type: 2, flags: 0, sequence: 1, payload })).toBe(101);
    expect(errorNumber({ type: 3, flags: 0, sequence: 1, payload: Buffer.alloc(0) })).toBe(0);
  });
});

describe('attributes', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 0x3fff }), bytes), { maxLength: 6 }), pairs => {
        const encoded = Buffer.concat(pairs.map(([type, value]) => encodeAttribute(type, value)));
        expect(listAttributes(encoded)).toEqual(pairs);
      }),
    );
  });

  it('of any bytes end, and throw nothing', () => {
    fc.assert(
      fc.property(bytes, fc.nat(400), (payload, offset) => {
        const attributes = decodeAttributes(payload, offset);
        for (const type of attributes.keys()) {
          numberIn(attributes, type);
          textIn(attributes, type);
        }
      }),
    );
  });

  it('hold numbers of 1, 2, 4 and 8 bytes, and text up to its NUL', () => {
    const attributes = decodeAttributes(
      Buffer.concat([
        encodeAttribute(1, Buffer.from([7])),
        encodeAttribute(2, Buffer.from([1, 2])),
        encodeNumber(3, 0xfffffffe),
        encodeAttribute(4, Buffer.from([5, 0, 0, 0, 1, 0, 0, 0])),
        encodeAttribute(5, Buffer.from('eth0\0')),
      ]),
    );
    expect([1, 2, 3, 4, 5, 6].map(type => numberIn(attributes, type))).toEqual([
      7,
      0x201,
      0xfffffffe,
      2 ** 32 + 5,
      undefined,
      undefined,
    ]);
    expect(textIn(attributes, 5)).toBe('eth0');
    expect(textIn(attributes, 6)).toBeUndefined();
  });

  it('lose the flags of nested types', () => {
    const nested = encodeAttribute(18 | 0x8000, encodeAttribute(1, Buffer.from('veth\0')));
    expect(textIn(decodeAttributes(decodeAttributes(nested).get(18)!), 1)).toBe('veth');
  });
});
