import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeResponse, encodeQuery } from '../../../src/facts/names/dns/message.js';

const name = (text: string) =>
  Buffer.concat([
    ...text.split('.').map(label => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);
const record = (owner: Buffer, type: number, data: Buffer) =>
  Buffer.concat([
    owner,
    Buffer.from([0, type, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 255]),
    data,
  ]);
const response = (flags: number, asked: string, type: number, answers: readonly Buffer[]) =>
  Buffer.concat([
    Buffer.from([0x12, 0x34, flags >> 8, flags & 255, 0, 1, 0, answers.length, 0, 0, 0, 0]),
    name(asked),
    Buffer.from([0, type, 0, 1]),
    ...answers,
  ]);
/** A pointer to the question's name. */
const asked = Buffer.from([0xc0, 12]);

it('reads a refusal that does not repeat the question', () => {
  // unbound 1.17.1 to a client of `access-control: … refuse`
  const refusal = Buffer.from('abcd81050000000000000000', 'hex');
  expect(decodeResponse(refusal)).toMatchObject({ id: 0xabcd, code: 5, question: null, addresses: [] });
  const success = Buffer.from('abcd81800000000000000000', 'hex');
  expect(decodeResponse(success)).toBeUndefined();
});

it('asks as RFC 1035 writes it', () => {
  expect(encodeQuery(0x1234, 'a.test', 'AAAA')?.toString('hex')).toBe(
    '12340100000100000000000001610474657374000' + '01c0001',
  );
  expect(encodeQuery(1, 'a..test', 'A')).toBeUndefined();
  expect(encodeQuery(1, `${'a'.repeat(64)}.test`, 'A')).toBeUndefined();
  expect(encodeQuery(1, 'a.'.repeat(200), 'A')).toBeUndefined();
});

it('reads addresses through aliases and compression', () => {
  const answers = [
    record(asked, 5, Buffer.concat([Buffer.from([3]), Buffer.from('www'), Buffer.from([0xc0, 12])])),
    record(name('www.a.test'), 1, Buffer.from([10, 0, 0, 1])),
    record(name('other.test'), 1, Buffer.from([10, 0, 0, 2])),
    record(asked, 1, Buffer.from([10, 0, 0, 3, 4])),
  ];
  expect(decodeResponse(response(0x8180, 'A.Test', 1, answers))).toEqual({
    id: 0x1234,
    code: 0,
    truncated: false,
    question: 'a.test',
    type: 1,
    addresses: ['10.0.0.1'],
    alias: 'www.a.test',
  });
});

it('tells where aliases end that have no address, and that they lead in a circle', () => {
  const alias = (from: string, to: string) => record(name(from), 5, name(to));
  const ends = (...answers: Buffer[]) => decodeResponse(response(0x8180, 'a.test', 1, answers))?.alias;
  expect(ends()).toBeNull();
  expect(ends(alias('a.test', 'b.test'), alias('b.test', 'gone.test'))).toBe('gone.test');
  expect(ends(alias('a.test', 'b.test'), alias('b.test', 'a.test'))).toBe('a.test');
  expect(ends(alias('a.test', 'b.test'), alias('b.test', 'c.test'), alias('c.test', 'b.test'))).toMatch(
    /^[bc]/,
  );
});

it('reads IPv6 addresses, codes and truncation', () => {
  const six = Buffer.from('fd770000000000000000000000000001', 'hex');
  expect(decodeResponse(response(0x8180, 'a.test', 28, [record(asked, 28, six)]))?.addresses).toEqual([
    'fd77::1',
  ]);
  expect(decodeResponse(response(0x8183, 'a.test', 1, []))).toMatchObject({ code: 3, addresses: [] });
  expect(decodeResponse(response(0x8380, 'a.test', 1, []))).toMatchObject({ truncated: true });
});

it('takes nothing else for a response', () => {
  expect(decodeResponse(Buffer.alloc(0))).toBeUndefined();
  expect(decodeResponse(encodeQuery(1, 'a.test', 'A')!)).toBeUndefined();
  const circle = Buffer.concat([
    Buffer.from('123481800001000000000000', 'hex'),
    Buffer.from([0xc0, 12, 0, 1, 0, 1]),
  ]);
  expect(decodeResponse(circle)).toBeUndefined();
});

it('never throws, whatever comes', () => {
  const whole = response(0x8180, 'a.test', 1, [
    record(asked, 5, asked),
    record(asked, 1, Buffer.from([10, 0, 0, 1])),
  ]);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }),
      fc.nat(whole.length),
      (changes, length) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        decodeResponse(bytes.subarray(0, length));
      },
    ),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), bytes => void decodeResponse(Buffer.from(bytes))));
});
