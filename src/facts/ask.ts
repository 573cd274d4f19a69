import type { Credentials } from '../net/credentials.js';
import type { Target } from '../net/target.js';
import { withProcessTable } from '../system/process-table.js';
import type { System } from '../system/system.js';
import { readAnswers } from './answers.js';
import { type Fact, valueIn } from './fact.js';
import { readFirewall } from './firewall/read.js';
import { type Ground, readGround } from './ground.js';
import { askForClaims } from './interfaces/claims.js';
import { readCounters } from './limits/read.js';
import type { Probe } from './probes/types.js';
import type { Asking } from './questions.js';
import { serves, takers } from './sockets/cover.js';
import { readSockets } from './sockets/read.js';
import type { Socket } from './sockets/types.js';

/** What is asked of the machine. */
export interface Request {
  readonly target: Target;
  readonly asking: Asking;
  /** The user name and password of a URL; not in the target, which is shown and saved. */
  readonly credentials?: Credentials | undefined;
  /** Milliseconds for everything together. */
  readonly timeout: number;
}

const listenersIn = (sockets: Fact<readonly Socket[]>): readonly Socket[] =>
  (valueIn(sockets) ?? []).filter(each => serves(each, 'tcp'));

const inodesOf = (sockets: readonly Socket[]): string =>
  sockets
    .map(({ inode }) => inode)
    .sort()
    .join(' ');

/**
 * Whether a server came, moved or went between the look at its port and the attempts there: these ended otherwise than those
 * sockets would have it, and other sockets are there by now. Who went after he took an attempt may serve one client only.
 */
function changedMeanwhile(
  system: System,
  { port, ports, known }: Pick<Ground, 'port' | 'ports' | 'known'>,
  probes: readonly Probe[],
): boolean {
  if (port === null) return false;
  const before = listenersIn(ports.sockets);
  const own = probes.filter(
    each =>
      each.protocol === 'tcp' &&
      each.port === port &&
      each.because === undefined &&
      known.addresses.includes(each.address),
  );
  const taken = own.filter(({ outcome }) => outcome === 'connected');
  const odd =
    taken.length > 0
      ? taken.some(({ address }) => takers(before, address, 'lo').length === 0)
      : own.some(({ outcome, address }) => outcome === 'refused' && takers(before, address, 'lo').length > 0);
  return odd && inodesOf(listenersIn(readSockets(system, { port, serving: true }))) !== inodesOf(before);
}

/** What follows once the rules are there: walking them, other namespaces, the rules inside those. */
const afterwards = 1100;

/** So much must be left for a second look, milliseconds. */
const enough = 3000;

/** The ground, and the answers of those who are asked. */
async function askOnce(given: System, request: Request, deadline: number) {
  const system = await withProcessTable(given);
  const before = readCounters(system);
  const firewall = readFirewall(system, Math.max(1000, deadline - performance.now() - afterwards));
  const ground = await readGround(system, request.target, request.asking, deadline);
  const claims = askForClaims(system, ground.interfaces, ground.questions);
  const answers = await readAnswers(system, ground, firewall, deadline, request.credentials);
  return { system, before, ground, claims, answers };
}

/** The same, and once more where what was read does not hold any more: two halves of two machines make no diagnosis. */
export async function ask(given: System, request: Request, deadline: number) {
  const first = await askOnce(given, request, deadline);
  const isOld =
    performance.now() + enough < deadline &&
    changedMeanwhile(first.system, first.ground, first.answers.probes);
  return isOld ? askOnce(given, request, deadline) : first;
}
