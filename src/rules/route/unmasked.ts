import type { Question } from '../../net/question.js';
import { isJudged, judge, type WalkSeen } from '../firewall/judged.js';
import { type Unchecked, unchecked } from '../rule.js';
import { host } from './way.js';

/** What a namespace of this machine asks another machine comes there with its own address, to which that one may know no way. */
export function unmasked(seen: WalkSeen, question: Question): Unchecked | undefined {
  const { vantage, behind } = question;
  const judged = behind === 'client' ? judge(seen, question) : undefined;
  if (!isJudged(judged) || judged.walk.verdict !== 'pass' || judged.walk.source !== vantage.source)
    return undefined;
  const { address } = judged.walk.destination;
  return unchecked(
    `nothing masquerades ${vantage.source} on its way out by ${judged.walk.output ?? 'this machine'}: whether ${address} knows a way back to ${host(vantage.source)} by this machine cannot be seen from here`,
  );
}
