import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Conversation, TlsReport } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import { caddySitesForOthers } from '../../programs/proxies/caddy-sites.js';
import { haproxySites } from '../../programs/proxies/haproxy-sni.js';
import { ownersOf } from '../http/owner.js';

/** The facts that tell which program shook hands, and which sites it has. */
export type Seen = {
  readonly [K in 'configuration' | 'sockets' | 'owners' | 'processes']: Fact<FactValues[K]>;
};

/** The name of the program that shakes hands. */
export const shakerOf = ({ sockets, owners, processes }: Seen, question: Question): string | undefined =>
  ownersOf(question, sockets, owners, processes)[0]?.name;

const caddySites = (files: readonly ConfigurationFile[], port: number, name: string) =>
  (caddySitesForOthers(files, port, name) ?? []).filter(({ host }) => host !== '');

/** HAProxy hung up on a handshake without a name, for it passes TLS on by that alone. */
export const passesOnByName = (
  { outcome, address, port }: Conversation,
  seen: Seen,
  question: Question,
): boolean =>
  (outcome === 'closed' || outcome === 'reset') &&
  question.local &&
  shakerOf(seen, { ...question, address }) === 'haproxy' &&
  haproxySites(valueIn(seen.configuration) ?? [], port).length > 0;

/**
 * By this alert a server ends a handshake with a name, or with none, for which it has no certificate: in its own words; or
 * Caddy, which has none but those of its sites, and calls it an error of its own.
 */
export const hasNone = (
  { port }: Conversation,
  { sni, alert }: TlsReport,
  seen: Seen,
  question: Question,
): boolean =>
  alert === 'unrecognized_name' ||
  (alert === 'internal_error' &&
    question.local &&
    shakerOf(seen, question) === 'caddy' &&
    caddySites(valueIn(seen.configuration) ?? [], port, sni ?? '').length > 0);

/** So a server with names ends a handshake that has none; or HAProxy hangs up. */
export const missesName = (
  conversation: Conversation,
  tls: TlsReport,
  seen: Seen,
  question: Question,
): boolean =>
  tls.sni === null &&
  (hasNone(conversation, tls, seen, question) || passesOnByName(conversation, seen, question));
