import type { Process } from '../../facts/processes/types.js';
import { formatEndpoint } from '../../net/address.js';
import { isLoopback, isWildcard } from '../../net/prefix.js';
import { debuggerAt } from '../debugger.js';
import { masterOf } from '../family.js';
import { candidateOf, recognised } from '../identify.js';
import type { Change, Edit, Situation, Wanted } from '../program.js';
import { serverBelow } from '../runner.js';
import { holderOf } from '../supervision/holder.js';
import { asKept, madeUp } from '../supervision/kept-command.js';
import { runOf } from '../supervision/pm2.js';
import { socketUnitFix } from '../supervision/socket-unit.js';
import { spellings } from './address-words.js';
import { type Fix, warning } from './fix.js';
import { flaskDebugger } from './flask-debugger.js';
import { genericChanges } from './generic.js';
import { withoutIpv4Stack } from './java-stack.js';
import { leaves } from './leaves.js';
import { fixBy } from './ways.js';

/** What people should know before a server listens on more addresses than before. */
function riskOf({ address }: Wanted, situation: Situation): string | undefined {
  if (isLoopback(address)) return undefined;
  const all = isWildcard(address);
  const who = `Every machine that can reach ${all ? 'this one' : address} can then connect.`;
  return warning(who, flaskDebugger(situation)).risk;
}

/** The situation of a listener's owner: with the process that is to be restarted. */
function atMaster(situation: Situation): Situation {
  const holder = holderOf(situation);
  if (holder.kind === 'pm2') return { ...situation, process: runOf(holder.entry, situation) };
  return asKept({ ...situation, process: masterOf(situation.process, situation.processes) });
}

/**
 * The fixes for "listen elsewhere", best first: by the program's own flag, variable, configuration or source, and
 * restarted in the way it is kept running. One with text and no steps where the program is not known well enough.
 */
export function addressFixes(situation: Situation, wanted: Wanted): readonly Fix[] {
  const socket = socketUnitFix(situation, wanted);
  if (socket) return [{ ...socket, ...warning(riskOf(wanted, situation)) }];
  const master = atMaster(situation);
  const risk = riskOf(wanted, master);
  const changes = changesFor(master, wanted);
  const fixes = changes.map(change => fixBy(master, { ...change, ...warning(risk, change.risk) }));
  // What takes no rights comes before what takes root's.
  const withSteps = fixes.filter(fix => fix.steps).sort((a, b) => Number(a.needsRoot) - Number(b.needsRoot));
  return withSteps.length > 0
    ? withSteps
    : fixes.slice(0, 1).length > 0
      ? fixes.slice(0, 1)
      : [byHand(situation, wanted, risk)];
}

/** A change that leaves another address of the port where it is written is for people: it would not start again. */
function alone(change: Change, situation: Situation, { address, port }: Wanted): Change {
  const { beside = [] } = situation;
  const left =
    change.live || change.byHand || change.writes
      ? []
      : beside.filter(each => !leaves(change, situation, each));
  if (left.length === 0) return change;
  const others = left.map(each => formatEndpoint(each, port)).join(' and ');
  return {
    title: change.title,
    byHand: `It listens on ${others} too, and no socket gets an address of its own beside ${address}: where its addresses are written, let ${address} be the only one, and restart it.`,
  };
}

function changesFor(situation: Situation, wanted: Wanted): readonly Change[] {
  const { processes } = situation;
  const process = serverOf(situation.process, processes);
  const door = debuggerAt(process, wanted);
  if (door) return [door];
  const found = recognised(process, processes);
  const candidate = found?.candidate ?? candidateOf(process, processes);
  const beside = found?.program.takesBeside ? [] : (situation.beside ?? []);
  const below = { ...situation, process, beside };
  const stack = withoutIpv4Stack(below, wanted);
  if (stack) return [stack];
  const own = found?.program.listenAt?.(below, wanted, candidate) ?? [];
  // What else a server's own file quotes is no address to listen on: zone "localhost" of BIND.
  const sources = found?.program.fileAlone ? { ...below, configuration: [] } : below;
  const changes = own.length > 0 ? own : genericChanges(sources, wanted, candidate);
  return changes.map(change => alone(madeUp(change, below), below, wanted));
}

/** A runner that has an option of its own for the address (php artisan serve) is asked first, then what it runs. */
function serverOf(process: Process, processes: readonly Process[]): Process {
  const own = recognised(process, processes)?.program.listenAt;
  return own ? process : serverBelow(process, processes);
}

function byHand(situation: Situation, wanted: Wanted, risk: string | undefined): Fix {
  const found = recognised(situation.process, situation.processes);
  const name = found?.recognition.name ?? situation.process.name;
  return {
    title: `Let ${name} listen on ${wanted.address}`,
    text: `Look for an option, a variable or a line in its configuration or source that holds the address, often called host, bind or listen; set it to ${wanted.address}, and restart it.`,
    ...warning(risk),
    needsRoot: false,
  };
}

/**
 * The places in its files that tell the server to listen at an address, found as those that would be changed if it did and
 * were wanted elsewhere; and variables of the process that hold it.
 */
export function placesOf(
  situation: Situation,
  address: string,
): { readonly edits: readonly Edit[]; readonly variables: boolean } {
  const { listener } = situation;
  if (!listener) return { edits: [], variables: false };
  const family = address.includes(':') ? 6 : 4;
  const local = { ...listener.local, address };
  const there = { ...situation, beside: [], listener: { ...listener, family, local } } as const;
  const other = { address: elsewhere(address), port: local.port };
  const changes = changesFor(atMaster(there), other);
  const every = recognised(situation.process, situation.processes)?.program.everywhere ?? [];
  const words = isWildcard(address) ? [...spellings(address), ...every] : spellings(address);
  const edits = changes.flatMap(each => each.edits ?? []);
  return {
    edits: edits.filter(({ find }) => words.some(word => find.includes(word))),
    variables: changes.some(each => each.environment !== undefined),
  };
}

/** Another address of the same family. */
const elsewhere = (address: string): string => {
  if (address.includes(':')) return address === '::1' ? '::' : '::1';
  return isLoopback(address) ? '0.0.0.0' : '127.0.0.1';
};

/** A change of a server's own files, and its restart in the way that it is kept running. */
export const changeFix = (situation: Situation, change: Change): Fix => fixBy(atMaster(situation), change);

/** Ends the server and starts it again as it was, in the way it is kept running. */
export const restartFix = (situation: Situation, title?: string): Fix =>
  fixBy(atMaster(situation), { title: title ?? 'Restart the server' });
