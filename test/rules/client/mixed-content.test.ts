import { expect, it } from 'vitest';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule } from '../../../src/rules/client/mixed-content.js';

const asked = (typed: string, origin?: string) => {
  const target = { ...parseTarget(typed), ...(origin ? { origin } : {}) };
  const vantage = { kind: 'self', label: 'self', source: null, input: null, network: null } as const;
  return rule.check(
    { subject: { port: 80, otherPorts: [], pids: [] } },
    { target, vantage, protocol: 'tcp', family: 4, address: '10.0.0.1', port: 80, local: true },
  );
};

it('finds http asked for by an https page', () => {
  expect(asked('http://api.test/', 'https://app.test')).toMatchObject({ severity: 'warning' });
});

it.each([
  ['http://api.test/', undefined],
  ['http://api.test/', 'http://app.test'],
  ['https://api.test/', 'https://app.test'],
  ['http://localhost:3000/', 'https://app.test'],
  ['http://127.0.0.1:3000/', 'https://app.test'],
])('is silent of %s from %s', (typed, origin) => {
  expect(asked(typed, origin)).toBeUndefined();
});
