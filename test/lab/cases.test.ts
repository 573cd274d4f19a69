import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { causes } from '../../src/causes.js';
import { rules } from '../../src/rules/index.js';
// @ts-expect-error The lab is plain JavaScript, so that it runs without a build.
import { judge, read } from './judge.mjs';

interface Row {
  readonly layer: string;
  readonly healthy: boolean;
  readonly about: string;
  readonly ask?: string;
  readonly also?: string;
  readonly never?: string;
  readonly twin?: string;
  readonly expect: readonly string[];
}

const folder = join(import.meta.dirname, 'cases');
const rows: [string, Row][] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.sh'))
  .map(name => [name, judge(name.slice(0, -3), read(join(folder, name)), '/nonexistent', 'prove')]);

const codesIn = (text: string | undefined) => text?.match(/\b[a-z]+\/[a-z0-9-]+\b/g) ?? [];

/** Causes that one Linux machine cannot play: of macOS and Windows, and of a kernel that enforces SELinux's policy. */
const notPlayed = new Set(['client/local-network-permission', 'namespace/vm-boundary', 'port/selinux']);

describe('the cases of the lab', () => {
  it('play every cause that has a rule', () => {
    const played = new Set(rows.flatMap(([, row]) => [...row.expect, ...codesIn(row.also)]));
    expect(rules.map(rule => rule.code).filter(code => !played.has(code) && !notPlayed.has(code))).toEqual(
      [],
    );
  });

  it('have thirty healthy machines at least', () =>
    expect(rows.filter(([, row]) => row.healthy).length).toBeGreaterThanOrEqual(30));

  it.each(rows)('%s says what it is, what is asked, and codes that are there', (_, row) => {
    expect(row.about).not.toBe('');
    expect(row.ask).toBeTruthy();
    for (const code of [
      ...row.expect.filter(each => each !== 'nothing'),
      ...[row.also, row.never, row.twin].flatMap(codesIn),
    ])
      expect(causes).toHaveProperty([code]);
    if (!row.healthy) expect(row.expect.length).toBeGreaterThan(0);
  });
});
