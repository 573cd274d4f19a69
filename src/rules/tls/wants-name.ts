import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { TlsReport } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import { caddySitesForOthers } from '../../programs/proxies/caddy-sites.js';
import { ownersOf } from '../http/owner.js';

/** The facts that tell which program shook hands, and which sites it has. */
export type Seen = {
  readonly [K in 'configuration' | 'sockets' | 'owners' | 'processes']: Fact<FactValues[K]>;
};

/** Caddy has no certificate but those of its sites. */
export const isCaddy = ({ sockets, owners, processes }: Seen, question: Question): boolean =>
  ownersOf(question, sockets, owners, processes)[0]?.name === 'caddy';

const caddySites = (files: readonly ConfigurationFile[], port: number) =>
  (caddySitesForOthers(files, port, '') ?? []).filter(({ host }) => host !== '');

/**
 * By this alert a server with names ends a handshake that has none: in its own words, or Caddy, which calls it an error
 * of its own and has sites with names on the port.
 */
export const missesName = (
  { sni, alert }: TlsReport,
  port: number,
  seen: Seen,
  question: Question,
): boolean =>
  sni === null &&
  (alert === 'unrecognized_name' ||
    (alert === 'internal_error' &&
      question.local &&
      isCaddy(seen, question) &&
      caddySites(valueIn(seen.configuration) ?? [], port).length > 0));
