import type { Conversation } from '../../facts/probes/types.js';
import type { Talk } from '../talk.js';

/** A service's refusal in its own words, as far as their first sentence. */
export interface Refusal {
  readonly service: string;
  readonly words: string;
  readonly by: Conversation;
}

/** The first thing said that fits one of these patterns of a protocol's banner. */
export function refusalIn(
  talk: Talk,
  patterns: readonly { readonly protocol: string; readonly service: string; readonly words: RegExp }[],
): Refusal | undefined {
  for (const by of talk.probe.conversations) {
    const { protocol, banner } = by;
    const found =
      banner !== null && patterns.find(each => each.protocol === protocol && each.words.test(banner));
    if (found && banner !== null) return { service: found.service, words: firstSentence(banner), by };
  }
  return undefined;
}

/** What mail and FTP servers say where they have no room, in all their dialects. */
export const full = '.*(too many|limit|maximum|max_|busy|number of connections)';

/** An error for a greeting that is about something else than how many are connected. */
export const turnedAway = (code: RegExp): RegExp => new RegExp(`${code.source}(?!${full})`, 'i');

/** Redis goes on to what may be done about it, and is cut off there. */
const firstSentence = (words: string): string => words.split(/(?<=\.) /)[0] ?? words;
