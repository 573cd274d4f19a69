import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Target } from '../../net/target.js';
import { dealsOut } from '../../programs/cluster.js';
import { type Identity, identify } from '../../programs/identify.js';
import { forwardsBackTo } from '../../programs/proxies/tunnel.js';
import type { Process } from '../processes/types.js';
import { serves, takers } from '../sockets/cover.js';
import type { Owners, Socket } from '../sockets/types.js';
import { askingOf, type ProbePlan } from './plan.js';
import { serverHere } from './server-here.js';

/** What the plans rest on. */
export interface Known {
  readonly target: Target;
  readonly questions: readonly Question[];
  readonly sockets: readonly Socket[];
  readonly owners: Owners | undefined;
  readonly processes: readonly Process[];
  readonly addresses: readonly string[];
  /** Names of the hosts file that lead to the target's address; empty where they are of no use. */
  readonly names: readonly string[];
  /** The hosts file says where the target's name leads, and it may well be meant to lead here. */
  readonly byHosts: boolean;
}

/** The listeners that answer on an address, when asked from this machine. */
const takersOf = (sockets: readonly Socket[], question: Question): readonly Socket[] =>
  takers(
    sockets.filter(each => serves(each, question.protocol)),
    question.address,
    'lo',
  );

/** The first of the listeners that answer on an address. */
export const takerOf = (sockets: readonly Socket[], question: Question): number | undefined =>
  takersOf(sockets, question)[0]?.inode;

/**
 * Marks a question where no process is seen to hold all the sockets that take turns on its port, or those who
 * may hold the one there is take turns, and some of them are stopped; or whoever holds it deals connections out by turns.
 */
function inTurns(question: Question, { sockets, owners, processes }: Known): Pick<ProbePlan, 'turns'> {
  const taking = question.local ? takersOf(sockets, question) : [];
  const [first = [], ...others] = taking.map(({ inode }) => owners?.pidsByInode[inode] ?? []);
  if (taking.length > 0 && owners?.pool) return { turns: true };
  const holder = first.length === 1 ? processes.find(({ pid }) => pid === first[0]) : undefined;
  if (holder && taking.length === 1 && dealsOut(holder, processes)) return { turns: true };
  const isOne = taking.length < 2 || first.some(pid => others.every(pids => pids.includes(pid)));
  return isOne ? {} : { turns: true };
}

/**
 * One connection for each address that is asked about, from here. Each listener is talked to once, unless
 * its answer depends on where it is asked from: a bare port's other addresses are only connected to.
 */
export function plansOf(known: Known): readonly ProbePlan[] {
  const { target, questions, sockets, owners, processes, addresses, names, byHosts } = known;
  const talked = new Set<number>();
  const planned = new Map<string, ProbePlan>();
  // By this name others would ask, and a server that checks the Host header may turn them away.
  const outside = addressesOf(questions)
    .filter(address => !isLoopback(address))
    .slice(0, 1);
  const askFor = (port: number, inode: number | undefined, hosts: readonly string[]) => {
    const owner = processes.find(each => inode && owners?.pidsByInode[inode]?.includes(each.pid));
    // What speaks at a port that sshd has forwarded is for the other side to say, and no SSH.
    const identity = owner && forwardsBackTo(owner) === undefined ? identify(owner, processes) : undefined;
    return askingOf(target, port, {
      speaks: identity?.speaks ?? undefined,
      program: identity?.program,
      own: addresses,
      names,
      hosts,
      directories: owner?.directory ? [owner.directory] : [],
    });
  };
  for (const question of questions) {
    if (question.address === '' || question.port === 0 || planned.has(question.address)) continue;
    const inode = question.local ? takerOf(sockets, question) : undefined;
    const byPort = target.host === null && isLoopback(question.address);
    const asking = askFor(question.port, inode, byPort ? outside : []);
    const again = inode !== undefined && talked.has(inode) && target.host === null && !choosy(asking);
    if (inode !== undefined) talked.add(inode);
    planned.set(question.address, {
      ...placeOf(question),
      question: again ? { ...asking, manner: 'connect' } : asking,
      ...inTurns(question, known),
    });
  }
  const path = target.socketPath;
  if (path !== null) planned.set(path, unixPlan(path, target, holderOf(sockets[0], owners, processes)));
  const here = serverHere(questions, { target, sockets, addresses, byHosts });
  if (here)
    planned.set(here.plan.address, { ...here.plan, question: askFor(here.plan.port, here.inode, []) });
  return [...planned.values()];
}

const placeOf = ({ protocol, address, port, local }: Question): Omit<ProbePlan, 'question'> => ({
  protocol,
  address,
  port,
  local,
});

const holderOf = (
  socket: Socket | undefined,
  owners: Owners | undefined,
  processes: readonly Process[],
): Identity | undefined => {
  const holder = processes.find(({ pid }) => socket && owners?.pidsByInode[socket.inode]?.includes(pid));
  return holder && identify(holder, processes);
};

/** Paths that only one program's socket has: .s.PGSQL.5432 of PostgreSQL, whose clients look for that name. */
const POSTGRESQL = /\/\.s\.PGSQL\.\d+$/;

/** A unix socket is talked to as a port is, by its path: in the words of a service that is known, else in HTTP. */
function unixPlan(path: string, target: Target, holder: Identity | undefined): ProbePlan {
  const program = POSTGRESQL.test(path) ? 'postgresql' : holder?.program;
  return {
    protocol: 'tcp',
    address: path,
    port: 0,
    local: true,
    question: { ...askingOf(target, 0, { program }), name: 'localhost' },
  };
}

const addressesOf = (questions: readonly Question[]): readonly string[] =>
  questions.map(({ address }) => address).filter(address => address !== '');

/** Databases and the like let clients in by where these come from: each address has its own answer. */
const choosy = ({ service }: ProbePlan['question']): boolean =>
  service !== null && service !== 'tls' && service !== 'silent';
