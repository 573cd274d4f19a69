import type { Call } from './call.js';
import { isHttp } from './http.js';
import type { ProbePlan } from './plan.js';
import type { Conversation } from './types.js';

/** How long a parser may take to find fault with a request: milliseconds here, and elsewhere. */
const PARSER_PATIENCE = 400;
const FAR_PARSER_PATIENCE = 1000;

/** Where Socket.IO waits for its clients; servers that know WebSocket alone take it at any path. */
const SOCKET_PATH = '/socket.io/?EIO=4&transport=websocket';

/**
 * A request to a port was taken, and no byte came. Whether HTTP is spoken there at all shows by what is no request, and
 * whether it is spoken to switch to WebSocket only, by that.
 */
export function afterSilence(base: Call, said: readonly Conversation[]): Call | undefined {
  const patience = base.local ? PARSER_PATIENCE : FAR_PARSER_PATIENCE;
  const proof = said.find(({ reason }) => reason === 'malformed');
  if (!proof) return { ...base, reason: 'malformed', how: 'malformed', patience };
  const asked = said.some(({ reason }) => reason === 'websocket');
  return asked || !isHttp(proof)
    ? undefined
    : { ...base, reason: 'websocket', path: SOCKET_PATH, upgrade: true, patience };
}

/** Whether it is the server that is silent, or only this page of it. */
export const elsewhereOnIt = (
  { question }: ProbePlan,
  base: Call,
  said: readonly Conversation[],
): Call | undefined =>
  question.manner === 'port' || question.path === '/' || said.some(({ reason }) => reason === 'root')
    ? undefined
    : { ...base, reason: 'root', path: '/' };
