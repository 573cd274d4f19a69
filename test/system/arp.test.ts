import { expect, it } from 'vitest';
import { arpProbe, claimIn } from '../../src/system/arp.js';

const own = [10, 77, 0, 1];
// As two machines with 10.77.0.1 exchanged them.
const question = 'ffffffffffff02000000000108060001080006040001020000000001000000000000000000000a4d0001';
const answer = '020000000001020000000099080600010800060400020200000000990a4d000102000000000100000000';

it('asks as RFC 5227 says, naming no sender', () =>
  expect(arpProbe('02:00:00:00:00:01', own).toString('hex')).toBe(question));

it('reads whose the address is, from an answer about it and nothing else', () => {
  const frame = Buffer.from(answer, 'hex');
  expect(claimIn(frame, own)).toBe('02:00:00:00:00:99');
  expect(claimIn(frame, [10, 77, 0, 2])).toBeUndefined();
  expect(claimIn(Buffer.from(question, 'hex'), own)).toBeUndefined();
  expect(claimIn(frame.subarray(0, 40), own)).toBeUndefined();
  expect(claimIn(Buffer.alloc(42), own)).toBeUndefined();
});
