import { formatEndpoint } from '../../net/address.js';
import type { Edit, Situation, Wanted } from '../program.js';
import { spellings } from './address-words.js';
import { editsAt, type Replacement } from './edit.js';

/** The address that is bound now, as people write it; empty where there is no listener. */
export const boundBy = ({ listener }: Situation): readonly string[] =>
  listener ? spellings(listener.local.address) : [];

/**
 * Edits of configuration lines that name address and port: each pattern is global, its first group the address, its
 * second (if any) the port. Lines for another port or another address stay as they are.
 */
export function directiveEdits(
  situation: Situation,
  wanted: Wanted,
  ...patterns: readonly RegExp[]
): readonly Edit[] {
  const bound = boundBy(situation);
  return situation.configuration.flatMap(file => {
    const matches = patterns.flatMap(pattern => [...file.text.matchAll(pattern)]);
    return editsAt(
      file,
      matches.flatMap(match => replacementIn(match, bound, wanted) ?? []),
    );
  });
}

function replacementIn(
  match: RegExpMatchArray,
  bound: readonly string[],
  wanted: Wanted,
): Replacement | undefined {
  const [whole, address = '', port] = match;
  if (!bound.includes(address) || (port !== undefined && Number(port) !== wanted.port)) return undefined;
  const text = port === undefined ? address : `${address}:${port}`;
  const start = match.index! + whole.lastIndexOf(text);
  const next = port === undefined ? wanted.address : formatEndpoint(wanted.address, wanted.port);
  return { start, end: start + text.length, text: next };
}
