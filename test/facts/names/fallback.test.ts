import { describe, expect, it } from 'vitest';
import { fallback as fallbackWithin, knownToClients } from '../../../src/facts/names/fallback.js';
import type { SystemAnswer } from '../../../src/facts/names/system-lookup.js';
import type { NameServerAnswer } from '../../../src/facts/names/types.js';
import { says } from '../../support/names.js';

const fallback = (answer: SystemAnswer, answers: readonly NameServerAnswer[]) =>
  fallbackWithin(answer, answers, 10_000);
const gaveUp = { addresses: [], error: 'EAI_AGAIN' };
const address = [{ family: 4, address: '10.77.0.1' }];
const knows = says('10.0.0.54', 'NOERROR', ['10.77.0.1']);

it.each([
  ['shop.localhost', gaveUp, ['127.0.0.1', '::1']],
  ['Shop.LOCALHOST.', gaveUp, ['127.0.0.1', '::1']],
  ['localhost', gaveUp, undefined],
  ['shop.localhost.test', gaveUp, undefined],
  ['shop.localhost', { addresses: [{ family: 4 as const, address: '10.77.0.1' }], error: null }, undefined],
])('says what clients take %s for where the system answers %j', (name, answer, expected) =>
  expect(knownToClients(name, answer)?.addresses.map(each => each.address)).toEqual(expected),
);

describe('where the system’s resolver gave up', () => {
  it('takes the word of a server after a silent one', () =>
    expect(fallback(gaveUp, [says('10.0.0.53', 'timeout'), knows])).toEqual({
      addresses: address,
      error: null,
    }));

  it('takes the word of a server that is silent about the other family only', () =>
    expect(
      fallback(gaveUp, [knows, { ...says('10.0.0.54', 'timeout'), type: 'AAAA' as const }]).addresses,
    ).toEqual(address));

  it('lets it stand where every server was quick', () => {
    expect(fallback(gaveUp, [knows])).toBe(gaveUp);
    expect(fallback(gaveUp, [says('10.0.0.53', 'refused'), knows])).toBe(gaveUp);
  });

  it('lets it stand where clients may not wait for so long as the answer took', () => {
    const slow = { ...knows, ms: 2500 };
    expect(fallbackWithin(gaveUp, [slow], 2000)).toBe(gaveUp);
    expect(fallbackWithin(gaveUp, [slow], 3000).addresses).toEqual(address);
  });

  it('asks nobody behind the stub of systemd-resolved', () => {
    const upstream = says(
      '10.0.0.1',
      'NOERROR',
      ['10.77.0.1'],
      'app.test',
      '/run/systemd/resolve/resolv.conf',
    );
    expect(fallback(gaveUp, [says('127.0.0.53', 'timeout'), upstream])).toBe(gaveUp);
  });
});
