import { type Fact, valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import type { Process } from '../../facts/processes/types.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import { unseenBy } from '../../facts/unseen.js';
import type { Question } from '../../net/question.js';
import type { Step } from '../../programs/fixes/fix.js';
import { rehearsed } from '../../programs/fixes/ways.js';
import { type Unchecked, unchecked } from '../rule.js';
import { holdersOf, takersOf } from '../serving.js';

/** The processes that hold the listener of a question, oldest first; empty where it is elsewhere, or hidden. */
export function ownersOf(
  question: Question,
  sockets: Fact<readonly Socket[]>,
  owners: Fact<Owners>,
  processes: Fact<readonly Process[]>,
): readonly Process[] {
  if (!question.local || owners.status === 'unknown') return [];
  const running = valueIn(processes) ?? [];
  return takersOf(valueIn(sockets) ?? [], question).flatMap(socket => holdersOf(socket, owners, running));
}

/** That the program is hidden which takes the connections, as a reader of user `uid` is told. */
export const programUnseen = (uid: number | undefined): string =>
  `the program that takes the connections ${unseenBy(uid)}`;

/** Whoever takes the connection is hidden: to whom it passes requests on, and what its log says, is not known. */
export function unseenServer(
  question: Question,
  { sockets, owners, machine }: Pick<Facts, 'sockets' | 'owners' | 'machine'>,
): Unchecked | undefined {
  if (!question.local || owners.status !== 'partial') return undefined;
  const { hidden } = owners.value;
  return takersOf(valueIn(sockets) ?? [], question).some(({ inode }) => hidden.includes(inode))
    ? unchecked(programUnseen(valueIn(machine)?.uid))
    : undefined;
}

/** The one of them that started others of them; the oldest where none did. */
export const masterAmong = (holders: readonly Process[]): Process | undefined =>
  holders.find(({ pid }) => holders.some(({ parent }) => parent === pid)) ?? holders[0];

/** Signals to a server's master by which it reads its configuration and certificates again. */
const reloads: readonly (readonly [name: RegExp, signal: string])[] = [
  [/^nginx/, 'HUP'],
  [/^(apache2|httpd)/, 'USR1'],
];

/**
 * Has a server read its configuration and certificates again; undefined where no signal of its does that. nginx, which stays
 * as it is where it cannot read its files, is asked first whether it can, and names the line.
 */
export function reloadOf(master: Process): readonly Step[] | undefined {
  const { name, pid, root, command } = master;
  // An ordinary user may see its workers alone, which take no such signal.
  if (/^nginx: worker/.test(command[0] ?? '')) return undefined;
  const signal = reloads.find(([pattern]) => pattern.test(name))?.[1];
  if (!signal) return undefined;
  const looks = root === '' ? rehearsed({ process: master, processes: [master] }) : [];
  return [...looks, { do: 'run', command: `kill -${signal} ${pid}` }];
}
