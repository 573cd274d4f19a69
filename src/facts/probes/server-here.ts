import { familyOf } from '../../net/address.js';
import type { Question } from '../../net/question.js';
import type { Target } from '../../net/target.js';
import { serves, takers } from '../sockets/cover.js';
import type { Socket } from '../sockets/types.js';
import type { ProbePlan } from './plan.js';

/** What is asked for, and what this machine has. */
interface Asked {
  readonly target: Target;
  readonly sockets: readonly Socket[];
  readonly addresses: readonly string[];
  /** See Known in plans.ts. */
  readonly byHosts: boolean;
}

/**
 * A name that leads elsewhere, or an address that nobody listens on, while the port is open here: what this machine's
 * server would say to it.
 */
export function serverHere(
  questions: readonly Question[],
  { target, sockets, addresses, byHosts }: Asked,
): { readonly plan: Omit<ProbePlan, 'question'>; readonly inode: number } | undefined {
  const question = questions[0];
  if (!question) return undefined;
  const servers = sockets.filter(each => serves(each, question.protocol));
  const served = questions.some(
    each => each.local && each.address !== '' && takers(servers, each.address, 'lo').length > 0,
  );
  const remote = questions.every(each => !each.local);
  if (served || (remote && target.host !== null && familyOf(target.host))) return undefined;
  const taken = (address: string) => takers(servers, address, 'lo')[0];
  // An address that this machine has lost may be another's by now.
  const address = ['127.0.0.1', '::1', ...addresses].find(taken);
  const server = address === undefined ? undefined : taken(address);
  if (address === undefined || !server) return undefined;
  const { protocol, port } = question;
  return {
    plan: { protocol, address, port, local: true, ...(byHosts && { standsIn: true }) },
    inode: server.inode,
  };
}
