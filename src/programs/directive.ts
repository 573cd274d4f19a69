import type { ConfigurationFile } from '../facts/configuration/types.js';
import { spellings } from './address-words.js';
import { editAt } from './edit.js';
import { endpoint } from './options.js';
import type { Edit, Situation, Wanted } from './program.js';

/** The address that is bound now, as people write it; empty where there is no listener. */
export const boundBy = ({ listener }: Situation): readonly string[] =>
  listener ? spellings(listener.local.address) : [];

/**
 * Edits of configuration lines that name address and port: `pattern` is global, its first group the address, its
 * second (if any) the port. Lines for another port or another address stay as they are.
 */
export function directiveEdits(situation: Situation, wanted: Wanted, pattern: RegExp): readonly Edit[] {
  const bound = boundBy(situation);
  return situation.configuration.flatMap(file =>
    [...file.text.matchAll(pattern)].flatMap(match => editOf(file, match, bound, wanted) ?? []),
  );
}

function editOf(
  file: ConfigurationFile,
  match: RegExpMatchArray,
  bound: readonly string[],
  wanted: Wanted,
): Edit | undefined {
  const [whole, address = '', port] = match;
  if (!bound.includes(address) || (port !== undefined && Number(port) !== wanted.port)) return undefined;
  const text = port === undefined ? address : `${address}:${port}`;
  const start = match.index! + whole.lastIndexOf(text);
  const next = port === undefined ? wanted.address : endpoint(wanted.address, wanted.port);
  return editAt(file, start, start + text.length, next);
}
