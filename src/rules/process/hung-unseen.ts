import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { toBeSeenBy, unseenBy } from '../../facts/unseen.js';
import type { Question } from '../../net/question.js';
import { programUnseen } from '../http/owner.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { at, takersOf } from '../serving.js';
import { missedBy } from '../silence.js';
import { deafnessOf } from './deafness.js';
import { namesIt, ofDatagrams } from './hung-words.js';

type Seen = Pick<FactValues, 'sockets' | 'probes' | 'resampled' | 'machine'> & {
  readonly namespaces: Fact<readonly Namespace[]>;
};

/** Root's engine of containers may hold it for one of them, and never takes a connection itself: see ../namespace/rules-gone.ts. */
const mayBeKept = ({ uid }: Socket, namespaces: Fact<readonly Namespace[]>): boolean =>
  uid === 0 && (valueIn(namespaces) ?? []).some(({ container }) => container !== null);

/**
 * Whoever serves the port cannot be seen, but its queues can, by everybody: what stays in them is not taken up, whatever
 * protocol it speaks.
 */
export function hungUnseen(
  { sockets, probes, resampled, machine, namespaces }: Seen,
  silence: number,
  question: Question,
): Finding | Unchecked | undefined {
  const [socket] = question.local ? takersOf(sockets, question) : [];
  // Which of several that take turns says nothing is for port/shared to tell.
  if (!socket || missedBy(probes, question)) return undefined;
  const deaf = deafnessOf({ socket, workers: [], holders: [] }, resampled);
  // Whether it is stuck or waits for words of its own shows only by who it is.
  if (!deaf) return unchecked(programUnseen(machine.uid));
  if (mayBeKept(socket, namespaces))
    return unchecked(
      `whether a program is stuck, or a container's engine keeps the port and lost the rules that lead on, ${toBeSeenBy(machine.uid)}`,
    );
  const datagrams = socket.protocol === 'udp';
  return {
    severity: 'error',
    summary: `Whatever listens on ${at(question.address, question.port)} does not answer: ${deaf.says}. Which program it is, and what keeps it, ${unseenBy(machine.uid)}.`,
    says: 'no answer',
    ...(datagrams && ofDatagrams),
    outcome: 'no-answer',
    evidence: [
      {
        fact: 'probes',
        says: `${datagrams ? 'sent' : 'connected'}, no byte in ${Math.round(silence)} ms`,
        source: 'a request from here',
      },
      ...deaf.evidence,
    ],
    fixes: [
      {
        title: 'Find the program, and see what it waits for',
        text: namesIt(machine.uid),
        needsRoot: true,
      },
    ],
  };
}
