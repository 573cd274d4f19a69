import { after, type Middleware } from '../http/application.js';
import { discard, partsOf, reply } from '../http/reply.js';
import { withRequest } from '../http/request.js';

/**
 * Answers HEAD for an application that knows GET only: the same headers, and no body (RFC 9110, 9.3.2). A range means
 * nothing to HEAD (14.2).
 */
export const headFromGet: Middleware = next => request => {
  if (request.method !== 'HEAD') return next(request);
  return after(next(withRequest(request, { method: 'GET', headers: { range: undefined } })), response => {
    const { status, headers } = partsOf(response);
    discard(response);
    return reply(status, headers, null);
  });
};
