import type { Readable } from 'node:stream';
import type { Connection } from './application.js';

/** Where a request comes from: node's IncomingMessage has this shape, and a test may write one down. */
export interface RequestSource {
  readonly method: string;
  /** The request target as it was sent: nothing normalised, nothing decoded. */
  readonly target: string;
  /** Names and values as they were sent, alternating. */
  readonly rawHeaders: readonly string[];
  /** By lower-case name, equal ones joined. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly secure: boolean;
  /** Undefined where the request has no content. */
  content(): Readable | Uint8Array | undefined;
  connection(): Connection;
  /** Aborted when the client goes away. */
  signal(): AbortSignal;
}

/**
 * Stands in for the platform's class of the same shape: the real one costs more than all the rest of an answer, so it is
 * made only when an application asks for more than a request's head.
 */
class LazyRequest {
  #headers: Headers | undefined;
  #real: Request | undefined;

  constructor(readonly source: RequestSource) {}

  get method(): string {
    return this.source.method;
  }

  get url(): string {
    const { secure, headers } = this.source;
    const origin = `${secure ? 'https' : 'http'}://${headers.host ?? 'localhost'}`;
    const target = originTarget(this.source.target);
    const url = target === '*' ? `${origin}/*` : origin + target;
    return URL.canParse(url) ? new URL(url).href : 'http://localhost/';
  }

  get headers(): Headers {
    this.#headers ??= toHeaders(this.source.rawHeaders);
    return this.#headers;
  }

  get signal(): AbortSignal {
    return this.source.signal();
  }

  get real(): Request {
    this.#real ??= realRequest(this.source, this.url, this.headers);
    return this.#real;
  }
}

const realRequest = (source: RequestSource, url: string, headers: Headers): Request => {
  const content = source.method === 'GET' || source.method === 'HEAD' ? undefined : source.content();
  return new Request(url, {
    method: source.method === 'TRACE' || source.method === 'CONNECT' ? 'POST' : source.method,
    headers,
    signal: source.signal(),
    ...(content === undefined ? {} : { body: content as unknown as ReadableStream, duplex: 'half' as const }),
  });
};

/** The rest of the platform's interface, by way of the real object. */
Object.setPrototypeOf(LazyRequest.prototype, Request.prototype);
for (const name of [
  'body',
  'bodyUsed',
  'cache',
  'credentials',
  'destination',
  'integrity',
  'mode',
  'redirect',
  'referrer',
  'referrerPolicy',
  'keepalive',
  'duplex',
] as const)
  Object.defineProperty(LazyRequest.prototype, name, {
    get(this: LazyRequest) {
      return this.real[name];
    },
  });
for (const name of ['text', 'json', 'arrayBuffer', 'blob', 'formData', 'clone'] as const)
  Object.defineProperty(LazyRequest.prototype, name, {
    value(this: LazyRequest) {
      return this.real[name]();
    },
  });

/** A `Request` over a source. */
export const requestFrom = (source: RequestSource): Request => new LazyRequest(source) as unknown as Request;

const sourceOf = (request: Request): RequestSource | undefined =>
  (request as unknown as Partial<LazyRequest>).source;

/** The request target without its query, as it was sent (percent-encoding kept). Always begins with `/` or is `*`. */
export const pathOf = (request: Request): string => {
  const target = targetOf(request);
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
};

/** The query with its question mark, or an empty string. */
export const queryOf = (request: Request): string => {
  const target = targetOf(request);
  const query = target.indexOf('?');
  return query === -1 ? '' : target.slice(query);
};

/** The request target in origin form (RFC 9112, 3.2): the absolute form, which proxies get, loses its authority. */
export const targetOf = (request: Request): string => {
  const source = sourceOf(request);
  if (!source) {
    const { pathname, search } = new URL(request.url);
    return pathname + search;
  }
  return originTarget(source.target);
};

const originTarget = (target: string): string =>
  target.charCodeAt(0) === 0x2f || target === '*' ? target : originForm(target);

const originForm = (target: string): string => {
  const authority = /^https?:\/\/[^/?#]*/i.exec(target);
  if (!authority) return `/${target}`;
  const rest = target.slice(authority[0].length);
  return rest.startsWith('/') ? rest : `/${rest}`;
};

/** One header of a request by its lower-case name; several of that name are joined with commas. */
export const headerOf = (request: Request, name: string): string | undefined => {
  const source = sourceOf(request);
  if (!source) return request.headers.get(name) ?? undefined;
  const value = source.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
};

/** The headers as they were sent, in order, names in their own case where that is known. */
export const headerPairsOf = (request: Request): [string, string][] => {
  const source = sourceOf(request);
  if (!source) return [...request.headers];
  return Array.from({ length: source.rawHeaders.length / 2 }, (_, i) => [
    source.rawHeaders[2 * i]!,
    source.rawHeaders[2 * i + 1]!,
  ]);
};

/** The connection that a request came by; undefined for one that came by none. */
export const connectionOf = (request: Request): Connection | undefined => sourceOf(request)?.connection();

/** The same request with another method, or with some headers (lower-case names) set or taken away. */
export const withRequest = (
  request: Request,
  changes: { method?: string; headers?: Readonly<Record<string, string | undefined>> },
): Request => {
  const source = sourceOf(request);
  const method = changes.method ?? request.method;
  const pairs = headerPairsOf(request).filter(([name]) => !(name.toLowerCase() in (changes.headers ?? {})));
  for (const [name, value] of Object.entries(changes.headers ?? {}))
    if (value !== undefined) pairs.push([name, value]);
  if (!source) return new Request(request, { method, headers: pairs });
  return requestFrom({
    method,
    target: source.target,
    secure: source.secure,
    rawHeaders: pairs.flat(),
    headers: { ...source.headers, ...changes.headers },
    content: () => source.content(),
    connection: () => source.connection(),
    signal: () => source.signal(),
  });
};

/** A header value may hold bytes that the platform refuses; those headers are left out here, `headerPairsOf` has them. */
const toHeaders = (raw: readonly string[]): Headers => {
  const headers = new Headers();
  for (let i = 0; i < raw.length; i += 2)
    try {
      headers.append(raw[i]!, raw[i + 1]!);
    } catch {}
  return headers;
};
