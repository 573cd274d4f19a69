import { valueIn } from '../../facts/fact.js';
import type { Stop } from '../../firewall/leg.js';
import type { Doubt } from '../../firewall/verdict.js';
import { here, type Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { probeOf } from '../probe.js';
import type { Evidence } from '../rule.js';
import { takersOf } from '../serving.js';
import { unsentBy } from './counted.js';
import { isJudged, judge, type WalkSeen } from './judged.js';
import { takesNoMore } from './unheard.js';
import { asked } from './words.js';

/** What shows that a limit is reached. */
export interface Reached {
  readonly summary: string;
  readonly says: string;
  readonly evidence: Evidence;
  readonly fix: Fix;
  /** It is reached by the client that stands for a network, on which others are: they have accounts of their own. */
  readonly others?: boolean;
}

/** This machine's own connections have the same place to pass. */
function isOnOwnWay(seen: WalkSeen, { quote }: Stop, question: Question): boolean {
  const judged = judge(seen, { ...question, vantage: here });
  const own = isJudged(judged) ? judged.walk.stop?.quote : undefined;
  return own?.text === quote?.text && own?.chain === quote?.chain;
}

/**
 * This machine's own attempts, which pass the limit as well, all end as that rule would have them end: it was reached
 * before. Had one got through, the others might have used up the rest. What is counted for all stops others too.
 */
export function triedInVain(
  seen: WalkSeen,
  stop: Stop,
  doubt: Doubt,
  question: Question,
): Reached | undefined {
  const { vantage, port, protocol } = question;
  const { probes, sockets } = seen;
  const own = (valueIn(probes) ?? []).filter(each => each.port === port && each.protocol === protocol);
  const tried = probeOf(own, question);
  const takers = question.local ? takersOf(valueIn(sockets) ?? [], question) : [];
  const vain = tried?.outcome === 'timeout' && own.every(({ outcome }) => outcome !== 'connected');
  if (!vain || takers.length === 0 || takers.some(takesNoMore)) return undefined;
  if (vantage.kind !== 'self' && !(doubt.shared && isOnOwnWay(seen, stop, question))) return undefined;
  return {
    summary: `The firewall lets connections through up to a limit (${doubt.says}), which was reached before this machine tried`,
    says: 'the limit is reached',
    evidence: {
      fact: 'probes',
      says: `No attempt from here to connect to port ${port} was answered, and the server's queue has room`,
      source: 'connect() from here',
    },
    fix: { title: 'Wait, or raise the limit', text: 'The limit is in the rule.', needsRoot: true },
  };
}

/** This machine's own attempts at another one never left it, and a limit is what may stop them. */
export function unsentInVain(seen: WalkSeen, doubt: Doubt, question: Question): Reached | undefined {
  const away = question.vantage.kind === 'self' && !question.local;
  const failed = away ? unsentBy(seen, question) : undefined;
  if (failed === undefined) return undefined;
  return {
    summary: `The firewall lets this machine's own connections to ${asked(question)} out up to a limit (${doubt.says}), which is reached`,
    says: 'the limit is reached',
    evidence: {
      fact: 'limits',
      says: `${failed} packets that were to be sent again never left this machine (TCPRetransFail)`,
      source: '/proc/net/netstat',
    },
    fix: { title: 'Wait, or raise the limit', text: 'The limit is in the rule.', needsRoot: true },
  };
}
