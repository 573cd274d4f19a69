import type { Interface } from '../../facts/interfaces/types.js';
import type { NameLookup } from '../../facts/names/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Evidence, Finding } from '../rule.js';
import { addTo } from './hosts-edit.js';
import { heard, resolved, verdictsOf } from './lookup.js';
import { addressHere, likelyMeant } from './server-here.js';

/** Where the port is open here: a line in the hosts file, which makes the connection work. */
export function hereInstead(
  names: NameLookup,
  sockets: readonly Socket[],
  question: Question,
  interfaces: readonly Interface[] | undefined,
): readonly Fix[] {
  const here = likelyMeant(sockets, question) ? addressHere(sockets, question, interfaces) : undefined;
  const fix = here && addTo(names, here.address);
  return fix ? [fix] : [];
}

/** What the resolver and every name server said. */
export const lookupEvidence = (names: NameLookup): readonly Evidence[] => [
  resolved(names),
  ...verdictsOf(names).map(heard),
];

/** A finding about a name that has no address. */
export const noAddress = (
  names: NameLookup,
  summary: string,
  says: string,
  fixes: readonly Fix[],
): Finding => ({
  severity: 'error',
  summary,
  says,
  evidence: lookupEvidence(names),
  fixes,
  outcome: 'unreachable',
});
