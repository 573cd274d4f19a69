import type { Question } from '../../net/question.js';
import type { Flow } from './types.js';

/** One question to the kernel's router: how would this packet travel? */
export interface RouteRequest {
  readonly to: string;
  /** Source address, or null for the one that the kernel would choose. */
  readonly from: string | null;
  /** The interface that it arrives by, or null for a packet of this machine's own. */
  readonly input: string | null;
  readonly flow: Flow;
}

function requestsOf({ vantage, address, local, protocol, port }: Question, uid?: number): RouteRequest[] {
  const inward: Flow = { protocol, destinationPort: port };
  if (vantage.kind === 'self' || vantage.source === null)
    return local ? [] : [{ to: address, from: null, input: null, flow: inward }];
  if (!local) return [];
  const outward: Flow = { protocol, sourcePort: port, ...(uid === undefined ? {} : { uid }) };
  const back = { to: vantage.source, from: address, input: null, flow: outward };
  const choice = { to: vantage.source, from: null, input: null, flow: outward };
  if (vantage.input === null) return [back, choice];
  return [back, choice, { to: address, from: vantage.source, input: vantage.input, flow: inward }];
}

/**
 * The lookups that the questions turn on, each once: out to a target elsewhere; and for a client elsewhere the way its
 * packet takes in, the way of the reply with the address that was asked, and the way this machine would choose freely.
 * `uid` is the server's user, where it is known.
 */
export function routeRequests(questions: readonly Question[], uid?: number): readonly RouteRequest[] {
  const requests = new Map<string, RouteRequest>();
  for (const request of questions.flatMap(question => requestsOf(question, uid)))
    requests.set(JSON.stringify(request), request);
  return [...requests.values()];
}
