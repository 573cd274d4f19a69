import { describe, expect, it } from 'vitest';
import { atListeners } from '../../src/facts/at-listeners.js';
import { questionsOf } from '../../src/facts/questions.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { listener, loopback, nic } from '../support/ground.js';

const interfaces = [loopback, nic('eth0', ['10.77.0.1/24', '10.77.0.7/24']), nic('eth1', ['10.78.0.1/24'])];

const asked = (typed: string, from: string, listeners: readonly string[], family: 4 | 6 | null = null) => {
  const target = parseTarget(typed);
  const ground = {
    target,
    asking: { from, family },
    port: 8000,
    interfaces,
    neighbours: [],
    names: undefined,
  };
  const questions = questionsOf(ground);
  const sockets = listeners.map(address => listener(address, 8000));
  const before = new Set(questions);
  return atListeners(questions, sockets, interfaces)
    .filter(each => !before.has(each))
    .map(({ vantage, address }) => `${vantage.label} ${address}`);
};

describe('what is asked about besides, because it is listened on', () => {
  it.each([
    ['another loopback address', '8000', 'any', ['127.0.0.2'], ['self 127.0.0.2']],
    ['a second address of a network, for its clients too', '8000', 'lan', ['10.77.0.7'], ['lan 10.77.0.7']],
    ['nothing for a wildcard', '8000', 'any', ['0.0.0.0', '::'], []],
    ['nothing that is asked about already', '8000', 'any', ['127.0.0.1'], []],
    ['nothing where an address was named', '127.0.0.1:8000', 'any', ['127.0.0.2'], []],
    ['nothing that no interface has', '8000', 'any', ['10.99.0.1'], []],
    ['the same for one client', '8000', '10.77.0.2', ['10.77.0.7'], ['10.77.0.2 10.77.0.7']],
    ['the same for one behind a router', '8000', '10.99.0.2', ['10.77.0.7'], ['10.99.0.2 10.77.0.7']],
    ['nothing of another network', '8000', '10.77.0.2', ['10.78.0.1'], []],
    ['nothing of one client on loopback', '8000', '10.77.0.2', ['127.0.0.1'], []],
    ['nothing of the lan on loopback', '8000', 'lan', ['127.0.0.2'], []],
  ])('is %s', (_, typed, from, listeners, expected) =>
    expect(asked(typed, from, listeners)).toEqual(expected),
  );

  it('is nothing of the family that was not asked for', () => {
    expect(asked('8000', 'self', ['127.0.0.2'], 6)).toEqual([]);
  });
});
