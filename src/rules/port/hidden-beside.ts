import type { FactValues } from '../../facts/facts.js';
import type { Socket } from '../../facts/sockets/types.js';
import { unseenBy } from '../../facts/unseen.js';
import { isWildcard } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { at, heldBy, holdersOf, serversOf, takersOf } from '../serving.js';

type Seen = Pick<FactValues, 'sockets' | 'owners' | 'processes' | 'machine'>;

/**
 * Sockets of different users, or made in different control groups, are two programs' own; alike in both, they may be one's.
 * So may two of which neither program is seen where one is root's: who gives root up listens at later addresses as another.
 */
const isOfAnother = (a: Socket, b: Socket, neitherSeen: boolean): boolean =>
  (a.uid !== b.uid && !(neitherSeen && (a.uid === 0 || b.uid === 0))) ||
  (a.cgroup !== null && b.cgroup !== null && a.cgroup !== b.cgroup);

/** A listener beside the one that answers, where the program of one of them cannot be seen. */
export function hiddenBeside(facts: Seen, question: Question): Finding | Unchecked | undefined {
  const { sockets, owners } = facts;
  const takers = takersOf(sockets, question);
  const [taking] = takers;
  if (!taking) return undefined;
  const isHidden = ({ inode }: Socket) => !owners.pidsByInode[inode]?.length;
  const matters = ({ local, family }: Socket) =>
    isWildcard(local.address) || question.target.host !== null || family !== taking.family;
  const beside = serversOf(sockets, question).filter(
    each => !takers.includes(each) && (isHidden(each) || isHidden(taking)) && matters(each),
  );
  const other = beside.find(each => isOfAnother(each, taking, isHidden(each) && isHidden(taking)));
  if (other) return twoOf(taking, other, facts, question);
  if (!beside[0]) return undefined;
  const places = [taking, beside[0]].map(({ local }) => at(local.address, local.port)).join(' and ');
  return unchecked(`${places} may be two programs', and whose they are ${unseenBy(facts.machine.uid)}`);
}

function twoOf(
  taking: Socket,
  other: Socket,
  { owners, processes }: Seen,
  { address, port, target }: Question,
): Finding {
  const [mine, theirs] = [taking, other].map(each => at(each.local.address, each.local.port));
  const [who, whom] = [taking, other].map(each =>
    heldBy(each, holdersOf(each, owners, processes), processes),
  );
  return {
    severity: 'warning',
    summary: `Two programs listen on port ${port}, one of them unseen: what listens on ${mine} answers ${at(address, port)}, and what listens on ${theirs} does not get these connections. ${mine}: ${who}. ${theirs}: ${whom}.`,
    says: 'two programs',
    evidence: [taking, other].map(each => ({
      fact: 'sockets' as const,
      says: `${at(each.local.address, each.local.port)} belongs to user ${each.uid}${each.cgroup === null ? '' : `, control group ${each.cgroup}`}`,
      source: 'sock_diag or /proc/net/tcp',
    })),
    fixes: [
      {
        title: 'See which two they are',
        text: `  sudo netcheck why ${quoted(target.input)}`,
        needsRoot: true,
      },
    ],
    outcome: 'http-error',
  };
}
