import { valueIn } from '../../facts/fact.js';
import { serves, takers } from '../../facts/sockets/cover.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import type { LeadFacts } from '../namespace/lead-types.js';
import type { Finding } from '../rule.js';
import { holdersOf, inputOf, named } from '../serving.js';
import { advice } from '../talk.js';

/** The ports that browsers go to for https:// and http:// (RFC 9110 section 4.2). */
const TLS = 443;
const PLAIN = 80;

/** The finding of an https:// that nobody serves, with who serves the same address without TLS. */
export function withPlain(found: Finding, facts: LeadFacts, question: Question): Finding {
  const { kind, scheme, input } = question.target;
  if (kind !== 'url' || scheme !== 'https' || question.port !== TLS) return found;
  const plain = (valueIn(facts.listeners) ?? []).filter(
    each => serves(each, 'tcp') && each.local.port === PLAIN,
  );
  const [taker] = takers(plain, question.address, inputOf(question));
  if (!taker) return found;
  const processes = valueIn(facts.processes) ?? [];
  const [holder] = holdersOf(taker, facts.owners, processes);
  const who = holder ? named(holder, processes) : 'A server';
  const url = input.replace(/^https:/i, 'http:').replace(/^(http:\/\/[^/?#]*?):443(?=[/?#]|$)/i, '$1');
  return {
    ...found,
    summary: `${found.summary} ${who} listens on port ${PLAIN}, which is for http://.`,
    evidence: [
      ...found.evidence,
      { fact: 'listeners', says: `${who} listens on port ${PLAIN}`, source: 'sock_diag or /proc/net' },
    ],
    fixes: [
      advice(
        'Ask for it with http://',
        `  netcheck why ${quoted(url)}\nBrowsers try https:// first where none is typed. To serve that, the server has to listen on ${TLS} with a certificate: certbot --nginx or certbot --apache sets both up, Caddy does it by itself for a public name.`,
      ),
      ...found.fixes,
    ],
  };
}
