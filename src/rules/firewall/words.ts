import { type Client, rejectionSeen } from '../../firewall/client.js';
import type { Leg, Stop } from '../../firewall/leg.js';
import { programOf, type Quote, sayQuote, sourceOf } from '../../firewall/quote.js';
import type { Walk } from '../../firewall/walk.js';
import type { Question } from '../../net/question.js';
import type { Evidence, Outcome } from '../rule.js';
import { at } from '../serving.js';
import type { Ban } from './ban.js';
import { isPanic } from './main-switch.js';

/** Who is turned away, in words. */
export function whom({ vantage }: Question): string {
  if (vantage.kind === 'self') return 'this machine itself';
  if (vantage.kind === 'lan') return vantage.network ? `machines on ${vantage.network}` : 'other machines';
  return vantage.source ?? vantage.label;
}

/** What was asked for: `10.77.0.1:8000`. */
export const asked = ({ address, port }: Question): string => at(address, port);

const toolOf = (quote: Quote): string => (/^ufw6?-/.test(quote.chain) ? 'ufw' : 'A firewall rule');

/** The place of a policy: `chain input of table inet filter`. */
function chainSaid(quote: Quote): string {
  const { engine, family, table, chain } = quote;
  return engine === 'nft'
    ? `chain ${chain} of table ${family} ${table}`
    : `chain ${chain} (${programOf(quote)}, table ${table})`;
}

/** What stops the packets, as the subject and verb of a sentence: "A firewall rule drops …". */
export function stopSentence(stop: Stop, what: string, ufw: boolean, ban?: Ban): string {
  const { quote, verdict } = stop;
  const does = verdict === 'reject' ? 'rejects' : 'drops';
  if (!quote) return `The kernel drops ${what}`;
  if (ban)
    return `${ban.jail ? `fail2ban (jail ${ban.jail})` : ban.set ? `The set ${ban.set}` : 'CSF'} has banned this client, and ${sayQuote(quote)} ${does} ${what}`;
  if (isPanic(quote)) return `firewalld is in panic mode, in which nothing gets in or out: it drops ${what}`;
  if (ufw && quote.policy)
    return `ufw is on, no rule of it lets this through, and by default it ${does} ${what}`;
  if (ufw) return `A rule of ufw ${does} ${what}: ${sayQuote(quote)}`;
  if (quote.policy)
    return `No rule of ${chainSaid(quote)} lets it through, and its policy is to drop: it ${does} ${what}`;
  if (stop.spent)
    return `A firewall rule leaves ${what} no further hop (TTL), so the first router on the way throws them away: ${sayQuote(quote)}`;
  if (stop.untold)
    return `A firewall rule keeps the connection tracking from knowing ${what}, so they keep the address and port that NAT led to, and the client throws them away: ${sayQuote(quote)}`;
  if (quote.unread)
    return `A firewall rule hands ${what} to a queue that no program reads, and so drops them: ${sayQuote(quote)}`;
  return `${toolOf(quote)} ${does} ${what}: ${sayQuote(quote)}`;
}

const unread: Evidence = {
  fact: 'firewall',
  says: 'No program reads the queue that the rule hands packets to, so the kernel drops them',
  source: '/proc/net/netfilter/nfnetlink_queue',
};

/** The rule as evidence, with the command that shows it, and the jumps that led to it. */
export function evidenceOf({ quote, through, hook }: Stop): readonly Evidence[] {
  if (!quote) return [];
  const path =
    through.length && !quote.policy
      ? `; reached through ${through.map(each => `chain ${each.chain} "${each.text}"`).join(', ')}`
      : '';
  const rule: Evidence = {
    fact: 'firewall',
    says: `On hook ${hook}: ${sayQuote(quote)}${path}`,
    source: sourceOf(quote),
  };
  return quote.unread ? [rule, unread] : [rule];
}

/** A reset ends what was connected; no other rejection does (RFC 1122 section 4.2.3.9). */
const isReset = ({ verdict, stop }: Leg): boolean => verdict === 'reject' && stop?.how === 'tcp reset';

/** What the client sees of a leg that is stopped. */
export const outcomeOf = (walk: Walk, leg: Leg, { protocol }: Question): Outcome => {
  if (leg === walk.follow && protocol === 'tcp') return isReset(leg) ? 'reset' : 'no-answer';
  if (leg.verdict === 'drop' || leg.stop?.heard !== true) return 'timeout';
  return walk.client?.outcome ?? 'timeout';
};

/** What a client sees of a rule that rejects some of its packets. */
const atTimes = ({ verdict, stop }: Leg, family: 4 | 6): Client | null =>
  verdict === 'maybe' && stop?.verdict === 'reject' && stop.heard === true
    ? rejectionSeen(stop.how ?? '', family)
    : null;

/** What a client sees, as words to recognise it by. */
export function seenAs(walk: Walk, leg: Leg, { family }: Question): string {
  if (leg === walk.follow && isReset(leg)) return 'the client sees its connection reset';
  const client = walk.client ?? atTimes(leg, family);
  if (client?.outcome === 'refused')
    return 'to the client it looks as if nothing listened (connection refused)';
  if (client?.outcome === 'unreachable')
    return `the client sees ${client.errno}, as if there were no way here`;
  return 'the client waits until it gives up (time-out)';
}
