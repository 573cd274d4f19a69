import type { Process } from '../../facts/processes/types.js';
import type { Outgoing } from '../../facts/sockets/types.js';
import { EPHEMERAL } from '../../net/ports.js';
import type { Evidence } from '../rule.js';
import { at } from '../serving.js';

/** Wait channels of a process that waits for what comes from the network. */
const receiving = /wait_woken|sk_wait|poll|select/;

/** The port of name servers (RFC 1035). */
export const DNS = 53;

/** Who waits, for what, and how that shows. */
export interface Wait {
  /** Missing where a service has not come to its own process yet. */
  readonly process?: Process;
  readonly unit?: string;
  /** One of these: several where a script waits for each in the same way. */
  readonly places: readonly string[];
  /** Those of its environment that hold the place, where that was not read. */
  readonly variables?: readonly string[];
  readonly evidence: Evidence;
}

/** Programs that look whether a service is there, or ask it. */
export const looksForIt =
  /^(?:nc(?:at|\..*)?|netcat|curl|wget|psql|pg_isready|(?:mysql|mariadb)(?:-?admin)?|redis-cli|mongo(?:sh)?)$/;

/** The same of the script that has a tool look for the place: it is the script that does not listen. */
export const ofScript = (wait: Wait, script: Process | undefined): Wait =>
  script && wait.process?.parent === script.pid && looksForIt.test(wait.process.name)
    ? { ...wait, process: script }
    : wait;

/**
 * A connection by the port that was asked for came from a client, to a server that has left off listening; so did one from a
 * client's port to a lower one, where no port was asked for.
 */
export const sent = (outgoing: readonly Outgoing[], port: number): readonly Outgoing[] =>
  outgoing.filter(
    ({ localPort, remote }) =>
      localPort === undefined || (localPort !== port && !(localPort < EPHEMERAL && remote.port >= EPHEMERAL)),
  );

/** Where programs only ever send: syslog, Graphite, StatsD, Beats, GELF, Fluentd. */
const oneWay: ReadonlySet<number> = new Set([514, 601, 2003, 2004, 5044, 8125, 12201, 24224]);

/** Of many threads, or one for all events, none is blocked in reading; one by which nothing ever came shows who is silent. */
const isSilent = ({ threads, waitChannel }: Process, { unheard, remote }: Outgoing): boolean =>
  unheard === true && !oneWay.has(remote.port) && (threads > 1 || /poll/.test(waitChannel ?? ''));

/**
 * One by which a server that listens waits for an answer: its only thread does, or several do for the same other side. A
 * single one among many threads may listen there for news, as that of a message queue does, and hold nobody up.
 */
function isAwaited(
  process: Process,
  one: Outgoing,
  outgoing: readonly Outgoing[],
  owes: () => boolean,
): boolean {
  const { awaits = [], threads } = process;
  if (isSilent(process, one) && owes()) return true;
  const awaited = ({ inode = 0 }: Outgoing) => awaits.includes(inode);
  const sameSide = ({ remote }: Outgoing) =>
    remote.address === one.remote.address && remote.port === one.remote.port;
  return (
    awaited(one) && (threads === 1 || outgoing.filter(each => awaited(each) && sameSide(each)).length > 1)
  );
}

/**
 * A connection that is not had; or one by which it waits for an answer before it listens, or answers anybody. What a server
 * (`serving`) has started beside itself may wait for its work all its life, as who takes jobs from a queue does. `owes`:
 * whether a silent one keeps its clients waiting, or is to listen at all: one that only takes jobs never does.
 */
export function byConnection(
  family: readonly Process[],
  outgoing: readonly Outgoing[],
  serving: readonly Process[] | undefined,
  owes: () => boolean,
): Wait | undefined {
  for (const process of family) {
    const own = outgoing.filter(({ pid }) => pid === process.pid);
    const waits = own.find(
      each =>
        !each.made ||
        (serving
          ? serving.includes(process) && isAwaited(process, each, own, owes)
          : receiving.test(process.waitChannel ?? '') && (each.unheard === true || owes())),
    );
    if (!waits) continue;
    const place = at(waits.remote.address, waits.remote.port);
    const asks = waits.remote.port === DNS && !waits.made;
    const state = !waits.made
      ? ' in SYN-SENT'
      : !serving
        ? `, waiting in ${process.waitChannel}`
        : ', and waits for what comes by it';
    return {
      process,
      places: [place],
      evidence: {
        fact: 'outgoing',
        says: asks
          ? `pid ${process.pid} has asked the name server ${place}, and has no answer`
          : `pid ${process.pid} has a connection to ${place}${state}`,
        source: `/proc/${process.pid}/net/${asks ? 'udp' : 'tcp'} and fd`,
      },
    };
  }
  return undefined;
}
