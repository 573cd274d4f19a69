import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CauseCode, causes } from '../../src/causes.js';

const folder = join(import.meta.dirname, '../../docs/causes');
const codes = Object.keys(causes) as CauseCode[];
const pageOf = (code: string) => join(folder, `${code}.md`);
const sections = ['What it means', 'How netcheck knows', 'Looks the same, is not', 'What to do', 'See also'];

/** Every page under docs/causes, as `layer/name`. */
const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.md'))
  .map(name => name.slice(0, -3));

/** The text outside of fenced code. */
const prose = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '');

describe('docs/causes', () => {
  it('has a page for every code, and no other page', () => expect(pages.sort()).toEqual([...codes].sort()));

  describe.each(codes)('%s', code => {
    const text = readFileSync(pageOf(code), 'utf8');
    const lines = text.split('\n');

    it('begins with its title and its code', () =>
      expect(lines.slice(0, 3)).toEqual([`# ${causes[code]}`, '', `Code: \`${code}\``]));

    it('has the same sections as every page, none of them empty', () => {
      expect([...text.matchAll(/^## (.*)$/gm)].map(match => match[1])).toEqual(sections);
      for (const body of text.split(/^## .*$/m).slice(1)) expect(body.trim()).not.toBe('');
    });

    it('is short, and its commands fit a terminal', () => {
      expect(lines.length).toBeLessThan(70);
      expect(text.match(/^```/gm)?.length ?? 0).toSatisfy((count: number) => count % 2 === 0);
    });

    it('links to pages that are there', () => {
      for (const [, target] of prose(text).matchAll(/\]\(([^)]+)\)/g))
        expect(existsSync(join(dirname(pageOf(code)), target ?? '')), target).toBe(true);
    });

    it('names only codes that are there', () => {
      for (const [, name] of prose(text).matchAll(/\[`([a-z]+\/[a-z0-9-]+)`\]/g))
        expect(causes).toHaveProperty([name ?? '']);
    });

    it('does not list itself among its look-alikes', () => expect(text).not.toContain(`](../${code}.md)`));
  });
});
