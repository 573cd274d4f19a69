import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Admittance } from '../../programs/access/client-rules-types.js';
import { editAt } from '../../programs/fixes/edit.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { reloadOf } from './owner.js';

/** Requirements of which one is enough, unless they stand in a section that wants all of them, or none. */
const isInAll = (before: string): boolean => {
  const tags = [...before.matchAll(/<(\/?)Require(?:All|None)\b/gi)];
  return tags.reduce((open, [, end]) => open + (end ? -1 : 1), 0) > 0;
};

/** A line that keeps a network out, and what stands in its place once that is let in. */
const grammars: readonly {
  readonly program: RegExp;
  readonly line: RegExp;
  admitting(line: string, network: string, indent: string): string;
}[] = [
  {
    program: /^nginx/,
    line: /\bdeny[ \t]+[^;\s]+[ \t]*;/,
    admitting: (line, network) => `allow ${network}; ${line}`,
  },
  {
    program: /^(?:apache2|httpd)/,
    line: /\bRequire[ \t]+(?:ip|local|host)\b[^\n]*/i,
    admitting: (line, network, indent) => `${line.trimEnd()}\n${indent}Require ip ${network}`,
  },
];

/**
 * Lets a network by the rule about addresses that keeps it out, and has the server read that; undefined for rules that are
 * not written so plainly.
 */
export function admitFix(
  { admitted, file, line, status }: Admittance,
  network: string,
  files: readonly ConfigurationFile[],
  master: Process | undefined,
): Fix | undefined {
  const whole = files.find(({ path }) => path === file);
  const grammar = grammars.find(({ program }) => program.test(master?.name ?? ''));
  const reload = master && reloadOf(master);
  if (!whole || !grammar || !reload || admitted || status !== undefined) return undefined;
  const lines = whole.text.split('\n');
  const text = lines[line - 1] ?? '';
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const [only, ...more] = [...text.matchAll(new RegExp(grammar.line, 'gi'))];
  // Words that go on in the next line (a backslash at the end) are no place to add a line after.
  const plain = !/^\s*#|\\\s*$/.test(text);
  if (!only || more.length > 0 || !plain || isInAll(whole.text.slice(0, start))) return undefined;
  const indent = /^[ \t]*/.exec(text)?.[0] ?? '';
  const replacement = grammar.admitting(only[0], network, indent);
  const at = start + only.index;
  const edit = editAt(whole, at, at + only[0].length, replacement);
  return (
    edit && {
      title: `Let clients from ${network} in`,
      steps: [{ do: 'edit', ...edit }, ...reload],
      risk: 'They may be kept out on purpose.',
      needsRoot: true,
    }
  );
}
