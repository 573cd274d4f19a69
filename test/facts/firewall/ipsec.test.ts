import { describe, expect, it } from 'vitest';
import { decodePolicy, readPolicies } from '../../../src/facts/firewall/ipsec.js';
import { encodeAttribute, encodeNumber } from '../../../src/system/netlink/attributes.js';
import { ipsecPolicy } from '../../support/firewall.js';

/** struct xfrm_userpolicy_info: from 10.77.0.0/24 to 10.77.0.1/32, TCP port 8000, coming in. */
function info(over: { action?: number; direction?: number; priority?: number } = {}): Buffer {
  const bytes = Buffer.alloc(168);
  Buffer.from([10, 77, 0, 1]).copy(bytes, 0);
  Buffer.from([10, 77, 0, 0]).copy(bytes, 16);
  bytes.writeUInt16BE(8000, 32);
  bytes.writeUInt16BE(0xffff, 34);
  bytes.writeUInt16LE(2, 40);
  bytes[42] = 32;
  bytes[43] = 24;
  bytes[44] = 6;
  bytes.writeUInt32LE(over.priority ?? 0, 152);
  bytes[160] = over.direction ?? 0;
  bytes[161] = over.action ?? 0;
  return bytes;
}

const template = (optional: number): Buffer => {
  const bytes = Buffer.alloc(64);
  bytes[46] = optional;
  return encodeAttribute(5, bytes);
};

describe('decodePolicy', () => {
  it('reads the selector', () => expect(decodePolicy(info({ action: 1 }))).toEqual(ipsecPolicy()));

  it('tells apart what lets through and what wants to be encrypted', () => {
    expect(decodePolicy(info())?.does).toBe('allow');
    expect(decodePolicy(Buffer.concat([info(), template(0)]))?.does).toBe('transform');
    expect(decodePolicy(Buffer.concat([info(), template(1)]))?.does).toBe('allow');
    expect(decodePolicy(Buffer.concat([info(), encodeNumber(31, 7)]))?.narrowed).toBe(true);
  });

  it('leaves out policies of sockets, and what is cut off', () => {
    expect(decodePolicy(info({ direction: 3 }))).toBeUndefined();
    for (let length = 0; length < 168; length++)
      expect(decodePolicy(info().subarray(0, length))).toBeUndefined();
  });
});

describe('readPolicies', () => {
  it('puts the one that decides first', () => {
    const netlink = {
      dump: () => [info({ priority: 9 }), info({ priority: 3, action: 1 })],
      ask: () => Buffer.alloc(0),
    };
    expect(readPolicies(netlink).map(({ priority }) => priority)).toEqual([3, 9]);
  });

  it('finds none where nobody may ask', () => {
    const denied = () => {
      throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    };
    expect(readPolicies({ dump: denied, ask: denied })).toEqual([]);
    expect(readPolicies(undefined)).toEqual([]);
  });
});
