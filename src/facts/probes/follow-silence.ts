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

/** Vite leaves every wish to switch unanswered that is not of its own pages, but for this one of them (server/ws.ts). */
const OF_VITE = 'vite-ping';

/** Whether it is the server that is silent, or only this page of it, or only to who wishes to switch to WebSocket. */
export function elsewhereOnIt(
  { question }: ProbePlan,
  base: Call,
  said: readonly Conversation[],
): Call | undefined {
  const { upgrade, ...plain } = base;
  if (question.manner === 'port' || (question.path === '/' && !upgrade)) return undefined;
  const root = said.find(({ reason }) => reason === 'root');
  if (!root) return { ...plain, reason: 'root', path: '/' };
  const again = said.some(({ reason }) => reason === 'websocket');
  return upgrade && root.http && !again ? { ...base, reason: 'websocket', subprotocol: OF_VITE } : undefined;
}
