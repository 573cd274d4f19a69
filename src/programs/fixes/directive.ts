import type { ConfigurationFile } from '../../facts/configuration/types.js';
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
    const moved = matches.filter(match => replacementIn(match, bound, wanted));
    return editsAt(file, [
      ...moved.map(match => replacementIn(match, bound, wanted)!),
      ...matches.flatMap(match => withoutLine(file, match, moved, situation, wanted) ?? []),
    ]);
  });
}

/** The line of a match with nothing where its address is. */
function lineOf({ text }: ConfigurationFile, { 1: address = '', index, 0: whole }: RegExpMatchArray): string {
  const start = text.lastIndexOf('\n', index!) + 1;
  const end = text.indexOf('\n', index! + whole.length);
  return text
    .slice(start, end < 0 ? undefined : end)
    .replace(address, '')
    .trim();
}

/** A line that says of another address what a moved one says: no socket gets that address beside a wildcard. */
function withoutLine(
  file: ConfigurationFile,
  match: RegExpMatchArray,
  moved: readonly RegExpMatchArray[],
  { beside = [] }: Situation,
  { port }: Wanted,
): Replacement | undefined {
  const { 0: whole, 1: address = '', 2: named, index } = match;
  if (!beside.flatMap(spellings).includes(address) || (named && Number(named) !== port)) return undefined;
  const line = lineOf(file, match);
  if (line.startsWith('<') || !moved.some(each => lineOf(file, each) === line)) return undefined;
  const start = index! + whole.length - whole.trimStart().length;
  return { start, end: index! + whole.length, text: `# ${whole.trimStart()}` };
}

function replacementIn(
  match: RegExpMatchArray,
  bound: readonly string[],
  wanted: Wanted,
): Replacement | undefined {
  const [whole, address, port] = match;
  // `*:8080` and `:8080` are every address of IPv4.
  const named = address === '*' || address === '' ? '0.0.0.0' : address;
  if (
    address === undefined ||
    !bound.includes(named!) ||
    (port !== undefined && Number(port) !== wanted.port)
  )
    return undefined;
  const text = port === undefined ? address : `${address}:${port}`;
  const start = match.index! + whole.lastIndexOf(text);
  const next = port === undefined ? wanted.address : formatEndpoint(wanted.address, wanted.port);
  return { start, end: start + text.length, text: next };
}
