import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const rules = new URL('../../src/rules/', import.meta.url);
const sources = readdirSync(rules, { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.ts'),
);

it.each(
  sources
    .map(name => [name, readFileSync(new URL(name, rules), 'utf8')] as const)
    .filter(([, text]) => /sysctl -w|'sysctl', '-w'/.test(text)),
)('%s says how long a setting lasts that it has sysctl write', (_, text) => {
  expect(text).toMatch(/untilReboot|whileNamespaceLasts|\/etc\/sysctl\.d|It lasts/);
});
