import { greetsFirst } from '../../facts/probes/greeting.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Talk } from '../talk.js';

/** What a service says by a protocol's banner. */
interface Pattern {
  readonly protocol: string;
  readonly service: string;
  readonly words: RegExp;
}

/** A service's refusal in its own words, as far as their first sentence, and what stands beside the pattern that it fits. */
export type Refusal<P extends Pattern> = Omit<P, 'words'> & {
  readonly words: string;
  readonly by: Conversation;
};

/** The first thing said that fits one of these patterns of a protocol's banner. */
export function refusalIn<P extends Pattern>(talk: Talk, patterns: readonly P[]): Refusal<P> | undefined {
  for (const by of talk.probe.conversations) {
    const { protocol, banner, asked } = by;
    // Many a server has an error for a GET, or for who speaks first; a greeting turns away who has not said a word.
    if (greetsFirst(protocol) && asked !== 'listen') continue;
    const found =
      banner !== null && patterns.find(each => each.protocol === protocol && each.words.test(banner));
    if (found && banner !== null) return { ...found, words: firstSentence(banner), by };
  }
  return undefined;
}

/** What mail and FTP servers say where they have no room, in all their dialects. */
export const full = '.*(too many|limit|maximum|max_|busy|number of connections)';

/** An error for a greeting that is about something else than how many are connected. */
export const turnedAway = (code: RegExp): RegExp => new RegExp(`${code.source}(?!${full})`, 'i');

/** Redis goes on to what may be done about it, and is cut off there. */
const firstSentence = (words: string): string => words.split(/(?<=\.) /)[0] ?? words;
