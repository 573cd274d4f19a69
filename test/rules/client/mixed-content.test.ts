import { expect, it } from 'vitest';
import { byDepth } from '../../../src/diagnosis/settle.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule } from '../../../src/rules/client/mixed-content.js';
import { fromHere } from '../../support/ground.js';
import { attempt, said } from '../../support/talks.js';

const asked = (typed: string, origin?: string, location?: string) => {
  const target = { ...parseTarget(typed), ...(origin ? { origin } : {}) };
  const question = fromHere({ target, address: '10.0.0.1', port: 80 });
  const { http } = said();
  const sent = location ? { http: { ...http!, status: 307, headers: { location } } } : {};
  const spoken = said({ asked: typed.startsWith('https') ? 'https' : 'http', ...sent });
  return rule.check({ probes: [attempt([spoken], { address: '10.0.0.1', port: 80 })] }, question);
};

it.each([
  ['http://api.test/', undefined],
  ['https://api.test/items', 'http://api.test/items/'],
  ['http://localhost:3000/', 'http://10.0.0.1/'],
])('finds http asked for by an https page: %s, redirected to %s', (typed, location) => {
  expect(asked(typed, 'https://app.test', location)).toMatchObject({ severity: 'warning' });
});

it.each([
  ['http://api.test/', undefined],
  ['http://api.test/', 'http://app.test'],
  ['https://api.test/', 'https://app.test'],
  ['http://localhost:3000/', 'https://app.test'],
  ['http://127.0.0.1:3000/', 'https://app.test'],
  ['https://api.test/', 'https://app.test', '/items/'],
  ['https://api.test/', 'https://app.test', 'http://[::1]:3000/'],
  ['https://api.test/', 'http://app.test', 'http://api.test/'],
])('is silent of %s from %s', (typed, origin, location?) => {
  expect(asked(typed, origin, location)).toBeUndefined();
});

it('comes before what the answer allows, for nobody asks', () => {
  const codes = ['client/cors-not-connectivity', 'client/mixed-content'] as const;
  expect([...codes].sort((a, b) => byDepth({ code: a }, { code: b }))[0]).toBe('client/mixed-content');
});
