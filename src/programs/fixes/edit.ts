import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Edit } from '../program.js';

/** Whether a text is in another once: overlapping ones count. */
export function occursOnce(text: string, find: string): boolean {
  const at = find === '' ? -1 : text.indexOf(find);
  return at >= 0 && text.indexOf(find, at + 1) < 0;
}

/**
 * An edit that replaces the characters [start, end) of a file. What it looks for grows from those characters to the
 * line and its neighbours until it occurs once; undefined where it never does. Where the line will do, it is gone once
 * the edit is made: one that is made twice would write an argument twice.
 */
export function editAt(
  file: ConfigurationFile,
  start: number,
  end: number,
  replacement: string,
): Edit | undefined {
  const { text } = file;
  const line = lineAround(text, start, end);
  const trimmed = trimmedRange(text, line);
  const tries: (readonly [number, number])[] = [[start, end], trimmed, line];
  let wider = line;
  for (let more = 0; more < 4; more++) {
    wider = lineAround(text, Math.max(0, wider[0] - 1), Math.min(text.length, wider[1] + 1));
    tries.push(wider);
  }
  let first: Edit | undefined;
  for (const [from, to] of tries) {
    const find = text.slice(from, to);
    if (first && find.includes('\n')) break;
    if (from > start || to < end || find.trim() === '' || !occursOnce(text, find)) continue;
    const replace = text.slice(from, start) + replacement + text.slice(end, to);
    const edit = { file: file.path, find, replace };
    if (!replace.includes(find)) return edit;
    first ??= edit;
  }
  return first;
}

/** Other text for the characters [start, end). */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Edits that replace these places one after the other: each is looked for in what those before it have left. */
export function editsAt(file: ConfigurationFile, places: readonly Replacement[]): readonly Edit[] {
  const edits: Edit[] = [];
  let { text } = file;
  let done = 0;
  for (const { start, end, text: replacement } of [...places].sort((a, b) => a.start - b.start)) {
    const moved = text.length - file.text.length;
    const edit =
      start < done ? undefined : editAt({ ...file, text }, start + moved, end + moved, replacement);
    if (!edit) continue;
    edits.push(edit);
    text = text.replace(edit.find, () => edit.replace);
    done = end;
  }
  return edits;
}

/** What a file holds once these edits are made. */
export const edited = ({ path, text }: ConfigurationFile, edits: readonly Edit[]): string =>
  edits.reduce(
    (now, { file, find, replace }) => (file === path ? now.replace(find, () => replace) : now),
    text,
  );

function lineAround(text: string, start: number, end: number): readonly [number, number] {
  const next = text.indexOf('\n', end);
  return [text.lastIndexOf('\n', start - 1) + 1, next < 0 ? text.length : next];
}

function trimmedRange(text: string, [from, to]: readonly [number, number]): readonly [number, number] {
  const line = text.slice(from, to);
  return [from + line.length - line.trimStart().length, to - (line.length - line.trimEnd().length)];
}

/** An edit of what a pattern matches: of its first group where it has one that matched, else of the whole. */
export function editMatch(
  file: ConfigurationFile,
  pattern: RegExp,
  replacement: string | ((match: RegExpExecArray) => string),
): Edit | undefined {
  const match = pattern.exec(file.text);
  if (!match) return undefined;
  const part = match[1] ?? match[0];
  const start = match.index + (match[1] === undefined ? 0 : match[0].lastIndexOf(match[1]));
  const text = typeof replacement === 'string' ? replacement : replacement(match);
  return editAt(file, start, start + part.length, text);
}
