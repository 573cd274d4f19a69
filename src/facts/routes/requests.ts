import type { Question } from '../../net/question.js';
import { serves, takers } from '../sockets/cover.js';
import type { Socket } from '../sockets/types.js';
import type { Flow } from './types.js';

/** One question to the kernel's router: how would this packet travel? */
export interface RouteRequest {
  readonly to: string;
  /** Source address, or null for the one that the kernel would choose. */
  readonly from: string | null;
  /** The interface that it arrives by, or null for a packet of this machine's own. */
  readonly input: string | null;
  /** The device that the sender's socket is tied to. */
  readonly output?: string;
  readonly flow: Flow;
}

/** The device that the socket is tied to which takes the connection: its answers leave by no other (SO_BINDTODEVICE, socket(7)). */
function tieOf({ vantage, address, port, protocol }: Question, sockets: readonly Socket[]): string | null {
  const serving = sockets.filter(each => each.local.port === port && serves(each, protocol));
  return takers(serving, address, vantage.input)[0]?.device ?? null;
}

/** Whose packets they are, for policy rules of single users: the server's answers, and the caller's own connections. */
interface Users {
  readonly server?: number | undefined;
  readonly caller?: number | undefined;
}

const uidOf = (uid: number | undefined): Pick<Flow, 'uid'> => (uid === undefined ? {} : { uid });

function requestsOf(
  question: Question,
  sockets: readonly Socket[],
  { server, caller }: Users,
): RouteRequest[] {
  const { vantage, address, local, behind, protocol, port } = question;
  const inward: Flow = { protocol, destinationPort: port };
  // The zone of a link-local address is the interface that it is sent by (RFC 4007 section 11).
  const zone = address.split('%')[1];
  if (vantage.kind === 'self' || vantage.source === null)
    return local
      ? []
      : [
          {
            to: address,
            from: null,
            input: null,
            ...(zone && { output: zone }),
            flow: { ...inward, ...uidOf(caller) },
          },
        ];
  if (behind) return [{ to: address, from: null, input: null, flow: inward }];
  if (!local) return [];
  const outward: Flow = { protocol, sourcePort: port, ...uidOf(server) };
  const tie = tieOf(question, sockets);
  const tied = tie === null ? {} : { output: tie };
  const back = { to: vantage.source, from: address, input: null, ...tied, flow: outward };
  const choice = { to: vantage.source, from: null, input: null, flow: outward };
  if (vantage.input === null) return [back, choice];
  return [back, choice, { to: address, from: vantage.source, input: vantage.input, flow: inward }];
}

/**
 * The lookups that the questions turn on, each once: out to a target elsewhere; and for a client elsewhere the way its
 * packet takes in, the way of the reply with the address that was asked, and the way this machine would choose freely.
 * `sockets` are those of the port; users are named where they are known.
 */
export function routeRequests(
  questions: readonly Question[],
  sockets: readonly Socket[] = [],
  users: Users = {},
): readonly RouteRequest[] {
  const requests = new Map<string, RouteRequest>();
  for (const request of questions.flatMap(question => requestsOf(question, sockets, users)))
    requests.set(JSON.stringify(request), request);
  return [...requests.values()];
}
