import { expect, it } from 'vitest';
import { parseTarget } from '../../src/net/parse-target.js';
import { hostIn, talkOf } from '../../src/rules/talk.js';
import { fromHere } from '../support/ground.js';
import { answer, attempt, said } from '../support/talks.js';

it.each([
  ['a server here, which the hosts file leads away from', { standsIn: true }, 500, true],
  ['one that hangs up without a word', { standsIn: true }, undefined, true],
  ['one that has nothing at the path, and so was not meant', { standsIn: true }, 404, false],
  ['any other server here', {}, 500, false],
] as const)('takes what it says for the name: %s', (_, over, status, counts) => {
  const away = fromHere({
    target: parseTarget('http://site.test:8000/'),
    address: '10.77.0.99',
    local: false,
  });
  const probes = [
    attempt([], { address: '10.77.0.99', outcome: 'host-unreachable' }),
    attempt([said({ http: status === undefined ? null : answer(status) })], {
      address: '127.0.0.1',
      ...over,
    }),
  ];
  const talk = talkOf(probes, away);
  expect([talk !== undefined, talk?.first.http?.status]).toEqual([counts, counts ? status : undefined]);
  expect(talkOf(probes, { ...away, target: parseTarget('site.test:8000') })).toBeUndefined();
});

it.each([
  ['shop.test:8000', 'shop.test'],
  ['[::1]:8000', '::1'],
  ['::1', '::1'],
  ['10.0.0.1', '10.0.0.1'],
])('takes the host out of %s', (header, host) => expect(hostIn(header)).toBe(host));
