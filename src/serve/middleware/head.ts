import type { Middleware } from '../http/application.js';
import { discard, partsOf, reply } from '../http/reply.js';
import { withRequest } from '../http/request.js';

/** Answers HEAD for an application that knows GET only: the same headers, and no body (RFC 9110, 9.3.2). */
export const headFromGet: Middleware = next => async request => {
  if (request.method !== 'HEAD') return next(request);
  const response = await next(withRequest(request, { method: 'GET' }));
  const { status, headers } = partsOf(response);
  discard(response);
  return reply(status, headers, null);
};
