import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import { isCompressible } from '../files/media-types.js';
import { fileStream } from '../files/stream.js';
import { type Coding, chooseCoding } from '../http/accept-encoding.js';
import { after, type Middleware } from '../http/application.js';
import { type Body, isFileBody } from '../http/body.js';
import { headerOfReply, type Parts, partsOf, withHeaders } from '../http/reply.js';
import { headerOf, withRequest } from '../http/request.js';

/** Shorter bodies do not get shorter in a way that anybody notices. */
const leastBytes = 1024;
/** So many bodies are compressed at the same time; others go out as they are. */
const mostAtOnce = 32;
/** Compressed bodies that are kept, in bytes, by their entity tag. */
const keptTotal = 8 * 1024 * 1024;

const codings: readonly Coding[] = ['br', 'gzip'];
/** Quality 4 is quick enough to do while somebody waits; the window bounds the memory of one stream to half a megabyte. */
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 18 } };
const compressWhole: Record<Coding, (bytes: Uint8Array) => Promise<Buffer>> = {
  br: bytes => promisify(brotliCompress)(bytes, brotli),
  gzip: bytes => promisify(gzip)(bytes),
};

/** Compresses what gets shorter by it, by Accept-Encoding, with Vary and an entity tag of its own (RFC 9110, 8.8.3.3). */
export const compression = (): Middleware => {
  const kept = new Map<string, Buffer>();
  let keptBytes = 0;
  let running = 0;

  const keep = (key: string, bytes: Buffer): void => {
    if (!kept.has(key)) keptBytes += bytes.length;
    kept.set(key, bytes);
    for (const [oldest, { length }] of kept) {
      if (keptBytes <= keptTotal) break;
      kept.delete(oldest);
      keptBytes -= length;
    }
  };

  const pack = async (body: Body, coding: Coding, etag: string | undefined): Promise<Body> => {
    if (typeof body !== 'string' && !(body instanceof Uint8Array))
      return packStream(body, coding, () => running--);
    const key = etag === undefined ? undefined : `${coding} ${etag} ${body.length}`;
    const known = key === undefined ? undefined : kept.get(key);
    if (known) running--;
    const bytes =
      known ??
      (await compressWhole[coding](typeof body === 'string' ? Buffer.from(body) : body).finally(
        () => running--,
      ));
    if (key !== undefined && !known) keep(key, bytes);
    return bytes;
  };

  const compress = (response: Response, parts: Parts, coding: Coding): Response | Promise<Response> => {
    const etag = headerOfReply(response, 'etag');
    const changes = {
      'Content-Encoding': coding,
      'Accept-Ranges': undefined,
      Vary: vary(response),
      'Content-Length': undefined,
      ETag: etag && tagFor(etag, coding),
    };
    if (parts.body === null) return withHeaders(response, changes);
    if (running >= mostAtOnce) return withHeaders(response, { Vary: vary(response) });
    running++;
    return pack(parts.body, coding, etag).then(body => {
      const length = body instanceof Uint8Array ? String(body.length) : undefined;
      return withHeaders(response, { ...changes, 'Content-Length': length }, body);
    });
  };

  return next => request => {
    const coding = chooseCoding(headerOf(request, 'accept-encoding'), codings);
    return after(next(coding ? withPlainTags(request, coding) : request), response => {
      const parts = partsOf(response);
      if (coding && parts.status === 304) return tagLikeAsked(response, request, coding);
      if (isShort(parts) || !isWorth(response, parts)) return response;
      return coding ? compress(response, parts, coding) : withHeaders(response, { Vary: vary(response) });
    });
  };
};

const packStream = (body: Body, coding: Coding, done: () => void): ReadableStream<Uint8Array> => {
  const stream = isFileBody(body) ? fileStream(body) : (body as ReadableStream<Uint8Array>);
  const compressor = coding === 'br' ? createBrotliCompress(brotli) : createGzip();
  const source = Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]);
  source.on('error', error => compressor.destroy(error));
  compressor.once('close', () => {
    done();
    source.destroy();
  });
  return Readable.toWeb(source.pipe(compressor)) as ReadableStream<Uint8Array>;
};

const isShort = ({ body }: Parts): boolean => typeof body === 'string' && body.length < leastBytes;

const isWorth = (response: Response, { status, body }: Parts): boolean => {
  const length = headerOfReply(response, 'content-length');
  const known = length === undefined ? Number.POSITIVE_INFINITY : Number(length);
  return (
    status === 200 &&
    known >= leastBytes &&
    (body !== null || length !== undefined) &&
    headerOfReply(response, 'content-encoding') === undefined &&
    isCompressible(headerOfReply(response, 'content-type') ?? '') &&
    !/no-transform/i.test(headerOfReply(response, 'cache-control') ?? '')
  );
};

const vary = (response: Response): string => {
  const present = headerOfReply(response, 'vary');
  if (present === undefined) return 'Accept-Encoding';
  return /\*|accept-encoding/i.test(present) ? present : `${present}, Accept-Encoding`;
};

const tagFor = (etag: string, coding: Coding): string => `${etag.slice(0, -1)}-${coding}"`;

/** The application knows its plain tags only: each of ours is sent along without its mark. */
const withPlainTags = (request: Request, coding: Coding): Request => {
  const tags = headerOf(request, 'if-none-match');
  if (!tags?.includes(`-${coding}"`)) return request;
  return withRequest(request, {
    headers: { 'if-none-match': `${tags}, ${tags.replaceAll(`-${coding}"`, '"')}` },
  });
};

/** A 304 names the tag that the client holds. */
const tagLikeAsked = (response: Response, request: Request, coding: Coding): Response => {
  const etag = headerOfReply(response, 'etag');
  const marked = etag && tagFor(etag, coding);
  if (!marked || !headerOf(request, 'if-none-match')?.includes(marked)) return response;
  return withHeaders(response, { ETag: marked });
};
