import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { causes } from '../../src/causes.js';
import { rules } from '../../src/rules/index.js';

const root = join(import.meta.dirname, '../..');
const written = readdirSync(join(root, 'src/rules'), { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => name.slice(0, -3))
  .filter(name => Object.hasOwn(causes, name));

describe('the list of rules', () => {
  it('has every rule that is written (npm run new-cause -- --index)', () =>
    expect(rules.map(rule => rule.code)).toEqual(written.sort()));

  it('has each code once', () => expect(new Set(rules.map(rule => rule.code)).size).toBe(rules.length));
});

describe.each(rules)('$code', rule => {
  it('names its consequences by codes that are there, and never itself', () => {
    for (const code of rule.explainedBy ?? []) expect(causes).toHaveProperty([code]);
    expect(rule.explainedBy ?? []).not.toContain(rule.code);
  });

  it('argues from absence only in facts that it needs', () => {
    for (const fact of rule.needsWhole ?? []) expect(rule.needs).toContain(fact);
  });

  // Those of remote/ are told from each other, so that one test judges them together.
  it('has its test', () => {
    const tests = [rule.code, rule.code.replace(/^remote\/.*/, 'remote/remote')];
    expect(tests.some(name => existsSync(join(import.meta.dirname, `${name}.test.ts`)))).toBe(true);
  });

  it('has its page', () => expect(existsSync(join(root, `docs/causes/${rule.code}.md`))).toBe(true));
});
