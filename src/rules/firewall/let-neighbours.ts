import { discover } from '../../firewall/discovery.js';
import { type Stop, stopsSurely } from '../../firewall/leg.js';
import type { WalkFacts } from '../../firewall/walk.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { commandLine } from '../../programs/shell.js';
import { iptablesFor } from './change.js';
import { keepFor } from './keep.js';

/** Neighbour solicitation and advertisement are let through before the rule that drops them. */
export function letNeighbours({ quote, through }: Stop, { family }: Question): readonly Fix[] {
  const place = quote?.policy ? (through.at(-1) ?? quote) : quote;
  if (!place) return [];
  const nft =
    family === 6 ? ['meta', 'l4proto', 'ipv6-icmp', 'accept'] : ['meta', 'protocol', 'arp', 'accept'];
  const bare = place.family === 'arp' ? ['accept'] : nft;
  const where = [place.family, place.table, place.chain];
  const words =
    place.engine === 'nft'
      ? place.policy
        ? ['nft', 'add', 'rule', ...where, ...bare]
        : ['nft', 'insert', 'rule', ...where, 'handle', String(place.handle), ...bare]
      : [
          ...iptablesFor(place),
          '-I',
          place.chain,
          String(place.position ?? 1),
          '-p',
          'ipv6-icmp',
          '-j',
          'ACCEPT',
        ];
  return [
    {
      title: family === 6 ? 'Let ICMPv6 through, which IPv6 cannot do without' : 'Let ARP through',
      steps: [{ do: 'run', command: commandLine(words) }],
      text: keepFor(place),
      needsRoot: true,
    },
  ];
}

/** What other machines need besides where rules like these let the connection through: to find this one by IPv6. */
export function neighboursToo(facts: WalkFacts, question: Question): Fix | undefined {
  if (question.family !== 6 || !question.local || question.vantage.kind === 'self') return undefined;
  const found = discover(facts, question);
  const stop = [found?.question, found?.answer].find(leg => leg && stopsSurely(leg))?.stop;
  return stop ? letNeighbours(stop, question)[0] : undefined;
}
