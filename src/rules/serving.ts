import type { Fact } from '../facts/fact.js';
import { valueIn } from '../facts/fact.js';
import type { Process } from '../facts/processes/types.js';
import { serves, takers } from '../facts/sockets/cover.js';
import type { Owners, Socket } from '../facts/sockets/types.js';
import { formatEndpoint, unmapped } from '../net/address.js';
import { counted } from '../net/english.js';
import { serviceAt } from '../net/ports.js';
import type { Question } from '../net/question.js';
import { remembering } from '../net/remember.js';
import { identify } from '../programs/identify.js';

const serving = {
  tcp: remembering((sockets: readonly Socket[]) => sockets.filter(each => serves(each, 'tcp'))),
  udp: remembering((sockets: readonly Socket[]) => sockets.filter(each => serves(each, 'udp'))),
};

/** The sockets that wait for clients on the question's port, whatever their address. */
export const serversOf = (sockets: readonly Socket[], { protocol }: Question): readonly Socket[] =>
  serving[protocol](sockets);

/** The interface that the question's packets arrive by; this machine's own come by lo. */
export const inputOf = (question: Question): string | null =>
  question.vantage.kind === 'self' ? 'lo' : question.vantage.input;

/** The sockets that take this question's connections. */
export const takersOf = (sockets: readonly Socket[], question: Question): readonly Socket[] =>
  takers(serversOf(sockets, question), question.address, inputOf(question));

/** The question is about a port of this machine that no socket here serves. */
export const isUnserved = (sockets: readonly Socket[], question: Question): boolean =>
  question.local && question.address !== '' && serversOf(sockets, question).length === 0;

/** The processes that hold a socket, oldest first, as far as they were seen. */
export function holdersOf(
  socket: Socket,
  owners: Owners | Fact<Owners>,
  processes: readonly Process[],
): readonly Process[] {
  const known = 'status' in owners ? valueIn(owners) : owners;
  const pids = known?.pidsByInode[socket.inode] ?? [];
  return processes.filter(each => pids.includes(each.pid));
}

/** A process in words: "python3 -m http.server (pid 4242, ana)". */
export function named(process: Process, processes: readonly Process[]): string {
  return `${identify(process, processes).label} (pid ${process.pid}, ${process.user})`;
}

/** An address and port as people type it. */
export const at = (address: string, port: number): string => formatEndpoint(unmapped(address), port);

/** A place, host:port or "port N", with the service that has that port by custom. */
export function withService(place: string): string {
  const service = serviceAt(Number(/\d+$/.exec(place)?.[0]));
  return `${place}${service ? ` (${service})` : ''}`;
}

/** The holders in words, or the user to whom the socket belongs where they are hidden. */
export function heldBy(socket: Socket, holders: readonly Process[], processes: readonly Process[]): string {
  const first = holders[0];
  if (!first)
    return `A program of ${socket.uid === 0 ? 'root' : `user ${socket.uid}`} (which one cannot be seen from here)`;
  const others = holders.length - 1;
  if (others === 0) return named(first, processes);
  const label = `${identify(first, processes).label} (pid ${first.pid}, ${first.user}`;
  if (holders.slice(1).every(each => each.parent === first.pid))
    return `${label}, with ${counted(others, 'worker')})`;
  return `${label}, with ${others} more process${others > 1 ? 'es' : ''})`;
}

/** The same within a sentence. */
export const within = (who: string): string => who.replace(/^A (?=program of )/, 'a ');

/** Evidence that somebody listens. */
export const listens = (socket: Socket, who: string, path: string | null = null) => ({
  fact: 'sockets' as const,
  says: `${who} listens on ${path ?? at(socket.local.address, socket.local.port)}${socket.device ? ` (device ${socket.device})` : ''}`,
  source: 'sock_diag or /proc/net',
});
