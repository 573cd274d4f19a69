import { fileStream } from '../files/stream.js';
import { type Body, isFileBody } from './body.js';

/** The parts of an answer as the network wants them: header names and values alternate in `headers`. */
export interface Parts {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Body;
}

/**
 * Stands in for the platform's class of the same shape, about thirty times cheaper: the real object, with its `Headers` and
 * its stream, is made only when somebody asks for them.
 */
class Reply {
  #edited: Headers | undefined;
  #real: Response | undefined;

  constructor(readonly made: Parts) {}

  get status(): number {
    return this.made.status;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get headers(): Headers {
    this.#edited ??= toHeaders(this.made.headers);
    return this.#edited;
  }

  get real(): Response {
    this.#real ??= realResponse(this.status, this.headers, this.made.body);
    return this.#real;
  }

  /** What was asked of the real objects counts: headers may have been edited, the body read. */
  get parts(): Parts {
    if (this.#edited === undefined) return this.made;
    const body = this.#real ? this.#real.body : this.made.body;
    return { status: this.status, headers: flatten(this.#edited), body };
  }
}

/** Statuses that carry no content (RFC 9110, 6.4.1): the platform refuses a body with them. */
const bodiless = (status: number): boolean => status === 204 || status === 205 || status === 304;

const realResponse = (status: number, headers: Headers, body: Body): Response =>
  bodiless(status)
    ? new Response(null, { status, headers })
    : new Response(isFileBody(body) ? fileStream(body) : body, { status, headers });

/** The rest of the platform's interface, by way of the real object. */
Object.setPrototypeOf(Reply.prototype, Response.prototype);
for (const name of ['body', 'bodyUsed', 'statusText', 'type', 'url', 'redirected'] as const)
  Object.defineProperty(Reply.prototype, name, {
    get(this: Reply) {
      return this.real[name];
    },
  });
for (const name of ['text', 'json', 'arrayBuffer', 'blob', 'formData', 'clone'] as const)
  Object.defineProperty(Reply.prototype, name, {
    value(this: Reply) {
      return this.real[name]();
    },
  });

/** A `Response` from its parts: header names and values alternate. */
export const reply = (status: number, headers: readonly string[], body: Body): Response =>
  new Reply({ status, headers, body }) as unknown as Response;

/** The parts of any answer, whether it was made by `reply()` or by the platform. */
export const partsOf = (response: Response): Parts =>
  (response as unknown as Partial<Reply>).parts ?? {
    status: response.status,
    headers: flatten(response.headers),
    body: response.body,
  };

/** One header of an answer, by its name in any case; undefined where it is not set. */
export const headerOfReply = (response: Response, name: string): string | undefined => {
  const { headers } = partsOf(response);
  const wanted = name.toLowerCase();
  for (let i = 0; i < headers.length; i += 2) if (isNamed(headers[i]!, wanted)) return headers[i + 1];
  return undefined;
};

/** Most names differ in their length already. */
const isNamed = (name: string, wanted: string): boolean =>
  name.length === wanted.length && name.toLowerCase() === wanted;

/** The same answer with some headers set (or, where the value is undefined, taken away) and perhaps another body. */
export const withHeaders = (
  response: Response,
  changes: Readonly<Record<string, string | undefined>>,
  body: Body = partsOf(response).body,
): Response => {
  const { status, headers } = partsOf(response);
  const changed = new Set(Object.keys(changes).map(name => name.toLowerCase()));
  const kept = headers.filter((_, i) => !changed.has(headers[i - (i % 2)]!.toLowerCase()));
  const set = Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  return reply(status, [...kept, ...set], body);
};

/** Lets go of what an answer holds when nobody is going to send it. */
export const discard = (response: Response): void => {
  const { body } = partsOf(response);
  if (isFileBody(body)) body.close();
  else if (body instanceof ReadableStream) body.cancel().catch(() => {});
};

const flatten = (headers: Headers): string[] => {
  const flat: string[] = [];
  for (const [name, value] of headers) flat.push(name, value);
  return flat;
};

const toHeaders = (flat: readonly string[]): Headers => {
  const headers = new Headers();
  for (let i = 0; i < flat.length; i += 2) headers.append(flat[i]!, flat[i + 1]!);
  return headers;
};
