import type { Middleware } from '../http/application.js';
import { errorReply } from '../http/plain.js';
import { headerOf } from '../http/request.js';

/** Refuses a request that announces more content than `bytes`, before any of it is read. */
export const limitContent =
  (bytes: number): Middleware =>
  next =>
  request => {
    if (request.method === 'GET' || request.method === 'HEAD') return next(request);
    const length = headerOf(request, 'content-length');
    if (length === undefined || Number(length) <= bytes) return next(request);
    return errorReply(413, `<p>At most ${bytes} bytes are taken.`, ['Connection', 'close']);
  };
