import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../src/diagnosis/diagnose.js';
import type { Gathered } from '../src/facts/gather.js';
import { rules } from '../src/rules/index.js';

/** A machine that was looked at once, and what is wrong with it. */
interface World {
  readonly case: string;
  readonly verdict: string;
  readonly causes: readonly string[];
  readonly record: { readonly looks: readonly Gathered[] };
}

const folder = new URL('./worlds/', import.meta.url);
const worlds = readdirSync(folder)
  .filter(name => name.endsWith('.json'))
  .map(name => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as World);

describe('recorded machines (npm run worlds)', () => {
  it.each(worlds.map(world => [world.case, world] as const))('%s', (_, world) => {
    const { target, questions, facts } = world.record.looks[0]!;
    const diagnosis = diagnose(target, questions, facts, rules);
    expect(diagnosis.broken).toEqual([]);
    expect(diagnosis.causes.map(({ severity, code }) => `${severity} ${code}`)).toEqual(world.causes);
    expect(diagnosis.verdict).toBe(world.verdict);
  });

  it('are enough to mean something', () => expect(worlds.length).toBeGreaterThan(20));

  it('hold nothing of the machine that played them', () => {
    for (const world of worlds) expect(JSON.stringify(world)).not.toMatch(/\/root\/|\/tmp\/worlds-/);
  });
});
