import type { FactValues } from '../../facts/facts.js';
import type { Question } from '../../net/question.js';
import { programUnseen } from '../http/owner.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { at, takersOf } from '../serving.js';
import { deafnessOf } from './deafness.js';

/**
 * Whoever serves the port cannot be seen, but its queues can, by everybody: what stays in them is not taken up, whatever
 * protocol it speaks.
 */
export function hungUnseen(
  { sockets, resampled, machine }: Pick<FactValues, 'sockets' | 'resampled' | 'machine'>,
  silence: number,
  question: Question,
): Finding | Unchecked | undefined {
  const [socket] = question.local ? takersOf(sockets, question) : [];
  if (!socket) return undefined;
  const deaf = deafnessOf({ socket, workers: [], holders: [] }, resampled);
  // Whether it is stuck or waits for words of its own shows only by who it is.
  if (!deaf) return unchecked(programUnseen(machine.uid));
  const datagrams = socket.protocol === 'udp';
  return {
    severity: 'error',
    summary: `Whatever listens on ${at(question.address, question.port)} does not answer: ${deaf.says}. Which program it is, and what keeps it, cannot be seen without root.`,
    says: 'no answer',
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
        text: 'Run netcheck with sudo: it names the program, and says whether it is stopped, busy, out of descriptors or waiting.',
        needsRoot: true,
      },
    ],
  };
}
