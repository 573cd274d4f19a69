import type { Question } from '../../net/question.js';

/** One question to the kernel's router: how would this packet travel? */
export interface RouteRequest {
  readonly to: string;
  /** Source address, or null for the one that the kernel would choose. */
  readonly from: string | null;
  /** The interface that it arrives by, or null for a packet of this machine's own. */
  readonly input: string | null;
}

function requestsOf({ vantage, address, local }: Question): RouteRequest[] {
  if (vantage.kind === 'self' || vantage.source === null)
    return local ? [] : [{ to: address, from: null, input: null }];
  if (!local) return [];
  const back = { to: vantage.source, from: address, input: null };
  const choice = { to: vantage.source, from: null, input: null };
  if (vantage.input === null) return [back, choice];
  return [back, choice, { to: address, from: vantage.source, input: vantage.input }];
}

/**
 * The lookups that the questions turn on, each once: out to a target elsewhere; and for a client elsewhere the way its
 * packet takes in, the way of the reply with the address that was asked, and the way this machine would choose freely.
 */
export function routeRequests(questions: readonly Question[]): readonly RouteRequest[] {
  const requests = new Map<string, RouteRequest>();
  for (const request of questions.flatMap(requestsOf))
    requests.set(`${request.to} ${request.from} ${request.input}`, request);
  return [...requests.values()];
}
