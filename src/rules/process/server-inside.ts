import { valueIn } from '../../facts/fact.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { counted } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { answerIn, containerOf, holderIn, lookInto, nameOf } from '../namespace/inside.js';
import { leadOf } from '../namespace/lead.js';
import type { LeadFacts } from '../namespace/lead-types.js';
import { type Evidence, type Finding, type Unchecked, unchecked } from '../rule.js';
import { speaksHttp } from '../silence.js';
import type { Talk } from '../talk.js';

/** The server behind a port that leads into another network namespace. */
export interface ServerInside {
  readonly socket: Socket;
  /** "python3 (pid 42), which listens on port 80 in container shop". */
  readonly who: string;
  /** The command that shows what it printed; null where that is not to be seen. */
  readonly log: string | null;
  /** How the port leads there, and how many wait inside. */
  readonly evidence: readonly Evidence[];
}

/** An engine that may not be asked without root knows its container by the number in the control group's name. */
const logOf = ({ container }: Namespace, pid: number | undefined): string | null =>
  container
    ? `sudo docker logs ${container.slice(0, 12)}`
    : pid === undefined
      ? null
      : `netcheck bg pid:${pid}`;

/** What to type to see what the server inside said, and what it may wait for. */
export const readInside = ({ log }: ServerInside): string =>
  `${log ? `  ${log}\nThat shows what it said last. ` : ''}It may wait for a lock or a database, or have too few workers.`;

/** Who takes the question's connections in another namespace; undefined where they end here, or nobody takes them. */
export function serverInside(facts: LeadFacts, question: Question): ServerInside | undefined {
  const lead = leadOf(facts, question);
  if (!lead?.space) return undefined;
  const { space, port } = lead;
  const address = lead.address ?? space.addresses[0] ?? '';
  const answer = answerIn(space, question.protocol, address, port);
  if (answer.kind !== 'served') return undefined;
  const { socket } = answer;
  const containers = valueIn(facts.containers);
  const container = containerOf(space, containers);
  const pid = space.holders.find(each => each.inode === socket.inode)?.pid;
  return {
    socket,
    who: `${holderIn(space, socket)}, which listens on port ${port} in ${nameOf(space, containers)},`,
    log: container ? `${container.engine} logs ${container.name}` : logOf(space, pid),
    evidence: [
      ...lead.evidence,
      {
        fact: 'namespaces',
        says: `${counted(socket.queue.used, 'connection')} not accepted by ${holderIn(space, socket)}`,
        source: lookInto(space),
      },
    ],
  };
}

/**
 * The server inside lets connections wait, or was sent a request in HTTP that it understands and said nothing. What is
 * silent otherwise may wait for words of a protocol that we do not speak.
 */
export function hungInside(inside: ServerInside, talk: Talk): Finding | Unchecked | undefined {
  const { socket, who, evidence } = inside;
  const { used } = socket.queue;
  if (used === 0 && !talk.url && !speaksHttp(talk))
    return unchecked(
      `nothing shows which protocol ${who} speaks, so its silence may be a fault, or its way to wait for its own clients`,
    );
  const how =
    used > 0
      ? `does not accept connections: ${counted(used, 'connection')} wait${used === 1 ? 's' : ''} there`
      : 'takes the request and does not answer';
  return {
    severity: 'error',
    summary: `${who.replace(/^a process/, 'A process')} ${how}.`,
    says: 'no answer',
    evidence: [
      {
        fact: 'probes',
        says: `connected, no byte in ${Math.round(talk.first.ms)} ms`,
        source: 'a request from here',
      },
      ...evidence,
    ],
    fixes: [
      {
        title: 'See what it waits for, then restart it',
        text: readInside(inside),
        needsRoot: false,
      },
    ],
    outcome: 'no-answer',
  };
}
