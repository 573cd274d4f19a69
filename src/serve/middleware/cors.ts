import { after, type Middleware } from '../http/application.js';
import { reply, withHeaders } from '../http/reply.js';
import { headerOf } from '../http/request.js';

/** Lets the scripts of every page read the answers (Fetch standard, 3.2); answers the browser's preflight by itself. */
export const cors: Middleware = next => request => {
  if (headerOf(request, 'origin') === undefined) return after(next(request), allowed);
  const method = headerOf(request, 'access-control-request-method');
  if (request.method !== 'OPTIONS' || method === undefined) return after(next(request), allowed);
  const wanted = headerOf(request, 'access-control-request-headers');
  return allowed(
    reply(
      204,
      [
        'Access-Control-Allow-Methods',
        'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
        ...(wanted === undefined ? [] : ['Access-Control-Allow-Headers', wanted]),
        'Access-Control-Max-Age',
        '600',
        'Vary',
        'Access-Control-Request-Headers',
      ],
      null,
    ),
  );
};

const allowed = (response: Response): Response =>
  withHeaders(response, {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Content-Length, Content-Range, ETag',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
