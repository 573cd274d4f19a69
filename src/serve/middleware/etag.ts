import { createHash } from 'node:crypto';
import { judge } from '../files/conditions.js';
import { after, type Middleware } from '../http/application.js';
import { headerOfReply, partsOf, reply, withHeaders } from '../http/reply.js';
import { headerOf } from '../http/request.js';

/**
 * Gives answers whose body is at hand a strong entity tag of its bytes, and answers 304 to whoever has them already.
 * What nobody may store needs none.
 */
export const etag: Middleware = next => request =>
  after(next(request), response => {
    if (request.method !== 'GET' || !isTaggable(response)) return response;
    const { body } = partsOf(response);
    const tag = `"${createHash('sha256')
      .update(body as string | Uint8Array)
      .digest('base64url')
      .slice(0, 27)}"`;
    const conditions = {
      ifMatch: undefined,
      ifNoneMatch: headerOf(request, 'if-none-match'),
      ifModifiedSince: undefined,
      ifUnmodifiedSince: undefined,
    };
    const tagged = withHeaders(response, { ETag: tag });
    if (judge(conditions, { etag: tag, modifiedSeconds: 0 }) === 200) return tagged;
    return reply(
      304,
      partsOf(withHeaders(tagged, { 'Content-Length': undefined, 'Content-Type': undefined })).headers,
      null,
    );
  });

const isTaggable = (response: Response): boolean => {
  const { status, body } = partsOf(response);
  return (
    status === 200 &&
    (typeof body === 'string' || body instanceof Uint8Array) &&
    headerOfReply(response, 'cache-control') !== 'no-store' &&
    headerOfReply(response, 'etag') === undefined
  );
};
