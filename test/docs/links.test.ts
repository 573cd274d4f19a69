import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map(
  name => `docs/${name}`,
);
const files = [...readdirSync(root), ...inDocs, 'test/lab/README.md'].filter(name => name.endsWith('.md'));

/** GitHub's name of a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

describe.each(files)('%s', file => {
  const prose = readFileSync(join(root, file), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(match => match[1] ?? '');

  it('links to files and headings that are there', () => {
    for (const link of links.filter(target => !/^[a-z]+:/.test(target))) {
      const [path = '', fragment] = link.split('#');
      const target = path === '' ? join(root, file) : join(root, dirname(file), path);
      expect(existsSync(target), `${file} → ${link}`).toBe(true);
      if (fragment === undefined) continue;
      const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.*)$/gm)].map(match =>
        anchor(match[1] ?? ''),
      );
      expect(headings, `${file} → ${link}`).toContain(fragment);
    }
  });
});
