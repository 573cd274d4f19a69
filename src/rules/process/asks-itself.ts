import type { Interface } from '../../facts/interfaces/types.js';
import type { Outgoing, Socket } from '../../facts/sockets/types.js';
import { unmapped } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { isOwn } from '../bind/own-address.js';
import { at, takersOf } from '../serving.js';
import type { How } from './deafness.js';
import type { Serving } from './servers.js';

/**
 * Whether a connection leads back to the socket that takes the question's connections: whoever waits by it waits for itself.
 * A socket that is bound to every address takes those of this machine alone, and another machine may serve the same port.
 */
export function leadsBack(
  sockets: readonly Socket[],
  question: Question,
  interfaces: readonly Interface[],
): (connection: Pick<Outgoing, 'remote'>) => boolean {
  const [door] = takersOf(sockets, question);
  return ({ remote }) => {
    const address = unmapped(remote.address);
    return (
      door !== undefined &&
      remote.port === question.port &&
      (isLoopback(address) || isOwn(address, interfaces)) &&
      takersOf(sockets, { ...question, address }).some(({ inode }) => inode === door.inode)
    );
  };
}

/** The same way of being hung, of a server whose workers all wait for one of their own number. */
export function byItself(
  how: How,
  { workers }: Serving,
  outgoing: readonly Outgoing[],
  back: (connection: Outgoing) => boolean,
): How {
  const own = outgoing.find(
    each =>
      back(each) &&
      workers.some(({ pid, awaits = [] }) => pid === each.pid && awaits.includes(each.inode ?? 0)),
  );
  if (!own) return how;
  const place = at(own.remote.address, own.remote.port);
  return {
    ...how,
    taken: true,
    says: `it waits for itself (while it answers one request it asks ${place}, and nobody is left to answer that)`,
    evidence: [
      ...how.evidence,
      {
        fact: 'outgoing',
        says: `pid ${own.pid} has a connection to ${place}, its own port, and waits for what comes by it`,
        source: `/proc/${own.pid}/net/tcp and fd`,
      },
    ],
    fix: anotherWorker,
  };
}

const anotherWorker: Fix = {
  title: 'Give it another worker or thread, or let it not ask itself',
  text: 'gunicorn: --threads 4; uWSGI: --processes 4; php -S: PHP_CLI_SERVER_WORKERS=4 before its command; Flask and Django on their own: without --without-threads, --nothreading and threaded=False. Better still, call the function that answers there, instead of asking for it by HTTP.',
  needsRoot: false,
};
