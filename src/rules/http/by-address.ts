import { valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import type { Probe } from '../../facts/probes/types.js';
import type { AbsentPage } from '../../facts/upstreams/types.js';
import type { Question } from '../../net/question.js';
import { admittanceOf, treatsApart } from '../../programs/access/client-rules.js';
import type { Admittance, Written } from '../../programs/access/client-rules-types.js';
import type { Evidence } from '../rule.js';
import { hostIn, type Talk, talkOf } from '../talk.js';
import { ownersOf } from './owner.js';

/** The facts that tell which clients a web server answers. */
export type Seen = Pick<Facts, 'configuration' | 'sockets' | 'owners' | 'processes'> & {
  readonly probes: readonly Probe[];
};

/** What a web server's rules about addresses say of another machine. */
export interface ByAddress {
  readonly talk: Talk;
  /** The rule for the client of the question. */
  readonly said: Admittance;
  /** The rule for this machine, whose request was answered. */
  here(): Admittance | undefined;
}

/** Who answers, and what was asked, as the readers of configurations take it. */
function asked(
  { configuration, sockets, owners, processes }: Omit<Seen, 'probes'>,
  question: Question,
  { probe, end }: Talk,
  client: string,
) {
  const server = end.http?.headers.server ?? '';
  const program = ownersOf(question, sockets, owners, processes)[0]?.name ?? server;
  const passed = { port: end.port, host: hostIn(end.name ?? '') || null, path: end.path ?? '/' };
  const coming = { client, server: probe.address };
  return [valueIn(configuration) ?? [], program, passed, coming] as const;
}

/** What the rules say of a client that asks the same; undefined where none decides. */
export const ruleFor = (
  facts: Omit<Seen, 'probes'>,
  question: Question,
  talk: Talk,
  client: string,
): Admittance | undefined => admittanceOf(...asked(facts, question, talk, client));

/** The line by which another machine may be answered otherwise than this one was, whatever no rule is known to decide. */
export function treatedApart(seen: Seen, question: Question): Written | undefined {
  const talk = talkOf(seen.probes, question);
  const client = question.vantage.source;
  const isGood = talk?.url && (talk.end.http?.status ?? 400) < 400;
  if (!isGood || client === null || question.vantage.kind === 'self') return undefined;
  return treatsApart(...asked(seen, question, talk, client), talk.probe.address);
}

/** Undefined where the question is no other machine's, nothing was answered, or no rule decides. */
export function byAddress(seen: Seen, question: Question): ByAddress | undefined {
  const talk = talkOf(seen.probes, question);
  const client = question.vantage.source;
  if (!talk?.end.http || client === null || question.vantage.kind === 'self') return undefined;
  const rule = (from: string) => ruleFor(seen, question, talk, from);
  const said = rule(client);
  return said && { talk, said, here: () => rule(talk.probe.address) };
}

/** Whom the rules let in, and not this machine, gets an answer that was not seen from here. */
export const isUnseen = (found: ByAddress | undefined): found is ByAddress =>
  found?.said.admitted === true &&
  found.talk.url &&
  found.talk.end.http?.status === 403 &&
  found.here()?.admitted === false;

/** For whom the rules let in, and not this machine, nothing is there. */
export const nothingFor = (
  found: ByAddress | undefined,
  { upstreams }: Pick<Facts, 'upstreams'>,
): AbsentPage | undefined => (isUnseen(found) ? valueIn(upstreams)?.absent : undefined);

/** What answers this machine too, which the same rules turn away, answers before they count: a redirect. */
export const answersFirst = ({ talk, here }: ByAddress): boolean =>
  (talk.end.http?.status ?? 0) < 400 && here()?.admitted === false;

/** A rule by which others are told to come back later: maintenance. */
export const turnsAway = ({ status }: Admittance): boolean => status === 503 || status === 429;

/** Where a rule is written: /etc/nginx/nginx.conf:12. */
export const placeIn = ({ file, line }: Pick<Written, 'file' | 'line'>): string => `${file}:${line}`;

/** The rule is the proof. */
export const decides = (said: Admittance, client: string | null): Evidence => ({
  fact: 'configuration',
  says: `${said.text} decides for ${client}`,
  source: placeIn(said),
});
