import { type Fact, valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Routing } from '../../facts/routes/types.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { atRouter } from '../firewall/at-router.js';
import { isBeside } from '../namespace/lead.js';
import type { Finding } from '../rule.js';

/**
 * Asked in a network namespace whose machine sends its packets on with their own source: the answers come back only where
 * the other side knows the way to that address, which machines beyond seldom do (NAT, RFC 3022).
 */
export function unmasqueraded(
  seen: {
    readonly namespaces: Fact<readonly Namespace[]>;
    readonly routes: Fact<Routing>;
    readonly interfaces: Fact<readonly Interface[]>;
  },
  question: Question,
): Finding | undefined {
  const beside = valueIn(seen.namespaces)?.find(each => each.addresses.includes(question.address));
  if (beside && isBeside(beside, seen)) return undefined;
  const found = atRouter(seen, question, ({ walk }, { vantage, address }) => {
    const { source, output, delivery } = walk;
    if (walk.verdict !== 'pass' || delivery !== 'forward' || source !== vantage.source || !output)
      return undefined;
    const own = (valueIn(seen.interfaces) ?? [])
      .flatMap(({ addresses }) => addresses)
      .find(each => each.address === source);
    return {
      severity: 'error',
      summary: `No rule masquerades what comes from ${source}, so ${address} has to know a way back to that address.`,
      says: 'no answer',
      outcome: 'timeout',
      evidence: [
        {
          fact: 'namespaces',
          says: `Packets from ${source} leave by ${output} as they are`,
          source: 'nft list ruleset',
        },
      ],
      fixes: [
        {
          title: `Let what leaves by ${output} have the machine's own address`,
          steps: [
            {
              do: 'run',
              command: `nft ${quoted(`add table ip outward; add chain ip outward postrouting { type nat hook postrouting priority srcnat; }; add rule ip outward postrouting ip saddr ${source}/${own?.prefix ?? 32} oifname "${output}" masquerade`)}`,
            },
          ],
          needsRoot: true,
        },
      ],
    };
  });
  return found && 'severity' in found ? found : undefined;
}
