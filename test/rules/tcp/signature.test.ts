import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/tcp/signature.js';
import { fromLan, listener, verdictOf, world } from '../../support/ground.js';

const wanting = (...signers: string[]) =>
  world({ sockets: known([listener('0.0.0.0', 8000, { signers })], 'x') });

it('leaves a client open that would have to sign', () =>
  expect(verdictOf(rule, wanting('10.77.0.0/24'), fromLan())).toContain(
    'unchecked: from 10.77.0.0/24 the server takes only connections signed with its key',
  ));

it('is ruled out for everybody else', () => {
  expect(verdictOf(rule, wanting('10.99.0.0/24'), fromLan())).toBe('ruled-out');
  const two = [listener('0.0.0.0', 8000, { signers: ['10.77.0.0/24'] }), listener('0.0.0.0', 8000)];
  expect(verdictOf(rule, world({ sockets: known(two, 'x') }), fromLan())).toBe('ruled-out');
});
