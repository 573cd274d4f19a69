import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../src/net/parse-target.js';
import { askedHere } from '../../../src/rules/name/server-here.js';
import { fromHere, fromLan, listener } from '../../support/ground.js';
import { attempt } from '../../support/talks.js';

const target = parseTarget('http://site.test:8000/');
const away = fromHere({ target, address: '10.77.0.99', port: 8000, local: false });
const dead = attempt([], { address: '10.77.0.99', outcome: 'host-unreachable' });
const here = attempt([], { address: '127.0.0.1', standsIn: true });
const sockets = [listener('0.0.0.0', 8000)];

it('asks the server here, where the hosts file leads its name away', () =>
  expect(askedHere([dead, here], sockets, away)).toEqual({ ...away, address: '127.0.0.1', local: true }));

it.each([
  ['whoever has the name answers', [{ ...dead, outcome: 'connected' as const }, here], sockets, away],
  ['the server here is not known to be meant', [dead, { ...here, standsIn: undefined }], sockets, away],
  ['nobody listens here', [dead, here], [], away],
  ['another machine asks', [dead, here], sockets, fromLan({ target, address: '10.77.0.99', local: false })],
  ['it is asked already', [dead, here], sockets, fromHere({ target })],
])('leaves the question as it is where %s', (_, probes, listening, question) =>
  expect(askedHere(probes as never, listening, question)).toBe(question),
);

it('tells nothing by a port that nearly every machine has', () => {
  const ssh = { ...away, port: 22 };
  const probes = [dead, here].map(each => ({ ...each, port: 22 }));
  expect(askedHere(probes, [listener('0.0.0.0', 22)], ssh)).toBe(ssh);
});

describe('an address at which nobody listens', () => {
  const asked = fromLan({ address: '10.77.0.1', port: 8000, local: true });
  const tried = [attempt([], { address: '127.0.0.1', port: 8000 })];

  it('leads to the server that was tried at another one', () =>
    expect(askedHere(tried, [listener('127.0.0.1', 8000)], asked)).toEqual({
      ...asked,
      address: '127.0.0.1',
    }));

  it.each([
    ['it was not tried', [], [listener('127.0.0.1', 8000)]],
    ['another port was tried', [{ ...tried[0]!, port: 80 }], [listener('127.0.0.1', 8000)]],
    ['somebody listens there too', tried, [listener('127.0.0.1', 8000), listener('10.77.0.1', 8000)]],
  ])('is itself asked where %s', (_, probes, listening) =>
    expect(askedHere(probes, listening, asked)).toBe(asked),
  );
});
