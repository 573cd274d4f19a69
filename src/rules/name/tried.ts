import type { NameLookup } from '../../facts/names/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import type { Evidence } from '../rule.js';
import { at } from '../serving.js';

/** One of the name's addresses with what came of connecting to it. */
export interface Tried {
  readonly family: 4 | 6;
  readonly address: string;
  readonly probe: Probe;
}

/** The name's addresses that were tried, in the order in which clients try them. */
export const triedOf = (names: NameLookup, probes: readonly Probe[], question: Question): readonly Tried[] =>
  names.addresses.flatMap(({ family, address }) => {
    const probe = probeOf(probes, { ...question, address, family });
    return probe ? [{ family, address, probe }] : [];
  });

/** A connection to the address came about. */
export const works = ({ probe }: Tried): boolean => probe.outcome === 'connected';

const words: Readonly<Record<Probe['outcome'], string>> = {
  connected: 'connects',
  refused: 'refuses the connection',
  timeout: 'does not answer',
  'host-unreachable': 'cannot be reached (no route to host)',
  'network-unreachable': 'cannot be reached (network unreachable)',
  prohibited: 'is prohibited',
  reset: 'resets the connection',
  failed: 'cannot be connected to',
};

/** What became of an attempt, in words: "does not answer". */
export const fate = ({ outcome }: Probe): string => words[outcome];

/** Evidence from one attempt. */
export const tried = ({ address, port, outcome, errno }: Probe): Evidence => ({
  fact: 'probes',
  says: `${at(address, port)} ${words[outcome]}${errno ? ` (${errno})` : ''}`.replace(') (', ', '),
  source: `connect() to ${at(address, port)}`,
});

/** Who fails when an address of this family is dead and another works, and who does not. */
export const clientsThatFail = (family: 4 | 6): string =>
  family === 6
    ? 'Node 17 to 19 and other programs that try only the first address fail; curl, browsers, Node 20 and later, Go and Python try the next one'
    : 'Java, which prefers IPv4, and other programs that try only the first address fail; curl, browsers, Node 20 and later, Go and Python try the next one';
