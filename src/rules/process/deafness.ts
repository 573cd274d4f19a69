import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { formatEndpoint } from '../../net/address.js';
import { counted } from '../../net/english.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Evidence } from '../rule.js';
import type { Serving } from './servers.js';

/** In which way it is hung, with what shows it. */
export interface How {
  readonly says: string;
  readonly evidence: readonly Evidence[];
  /** All who could answer are taken, so what one process does tells nothing. */
  readonly taken?: true;
  /** Connections wait that it never took over from the kernel. */
  readonly unaccepted?: true;
  /** What helps in this case, before anything else. */
  readonly fix?: Fix;
}

/** It does not accept, or does not read; undefined where nothing is left in any queue. */
export function deafnessOf({ socket, workers }: Serving, resampled: readonly Socket[]): How | undefined {
  const now = resampled.find(each => each.inode === socket.inode) ?? socket;
  const { used } = now.queue;
  if (used === 0 && !resampled.some(each => isUnread(each, socket.local.port))) return undefined;
  const evidence = unreadEvidence(now, idleConnections(resampled), workers);
  if (used > 0)
    return { says: leftWords(now), evidence, ...(now.protocol === 'tcp' ? { unaccepted: true } : {}) };
  return { says: 'it has accepted them and does not read what is sent', evidence };
}

/**
 * Those who are to accept. Children may have the socket for nothing: where nothing ails any of them, and connections are
 * left, it is their parent. What was taken and read, as by nginx for an application, is no matter of a parent's.
 */
export const accepting = (
  serving: Serving,
  resampled: readonly Socket[],
  ails: (each: Process) => boolean,
): readonly Process[] => {
  const { workers, holders } = serving;
  return workers.some(ails) || !deafnessOf(serving, resampled)
    ? workers
    : holders.filter(each => !workers.includes(each));
};

/** What is left in a queue: connections; of UDP, which has none, what was sent. */
function leftWords({ protocol, queue: { used } }: Socket): string {
  if (protocol === 'udp') return `it does not read what is sent (${counted(used, 'byte')} wait)`;
  return `${counted(used, 'connection')} wait${used === 1 ? 's' : ''} to be accepted`;
}

/**
 * A request that was accepted, and of which nothing was read. Of one that is read from, more may have come than is read
 * yet; and what the other end of it leaves unread is no fault of the server's.
 */
const isUnread = ({ state, inode, queue, local, passed }: Socket, port: number): boolean =>
  state === 'established' &&
  inode !== 0 &&
  local.port === port &&
  queue.used > 0 &&
  queue.used >= (passed?.received ?? 0);

/** What was left in the queues, and who may hold the workers that should empty them. */
function unreadEvidence(
  now: Socket,
  idle: readonly Socket[],
  workers: readonly Process[],
): readonly Evidence[] {
  const source = 'sock_diag or /proc/net/tcp';
  const waiting =
    now.protocol === 'udp'
      ? `${counted(now.queue.used, 'byte')} not read`
      : `${counted(now.queue.used, 'connection')} not accepted`;
  const holding = `${counted(idle.length, 'idle connection')}${fromWhom(idle)} may hold ${workers.length === 1 ? 'its only worker' : 'its workers'}`;
  return [
    ...(now.queue.used > 0 ? [{ fact: 'resampled' as const, says: waiting, source }] : []),
    ...(idle.length > 0 ? [{ fact: 'resampled' as const, says: holding, source }] : []),
  ];
}

/** Connections on which nobody waits for an answer: a request that came and has none, as our own, is no idle one. */
const idleConnections = (sockets: readonly Socket[]): readonly Socket[] =>
  sockets.filter(
    ({ state, queue, inode, passed }) =>
      state === 'established' &&
      queue.used === 0 &&
      inode !== 0 &&
      !(passed && passed.received > 0 && passed.acknowledged === 0),
  );

/** Whose they are: the addresses of a few, and no ports where there are several. */
function fromWhom(idle: readonly Socket[]): string {
  const [first] = idle;
  if (first && idle.length === 1) return ` from ${formatEndpoint(first.remote.address, first.remote.port)}`;
  const addresses = [...new Set(idle.map(({ remote }) => remote.address))];
  return addresses.length > 0 && addresses.length <= 3 ? ` from ${addresses.join(', ')}` : '';
}
