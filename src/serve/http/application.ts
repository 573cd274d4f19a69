/** An application answers one request of the web platform. It may be run by a network server or by a test. */
export type Application = (request: Request) => Response | Promise<Response>;

/** A middleware makes an application from another: it may change the request, the answer, or answer by itself. */
export type Middleware = (next: Application) => Application;

/** One end of a connection. */
interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** What an application may know of the connection that a request came by. */
export interface Connection {
  readonly remote: Endpoint;
  readonly local: Endpoint;
  /** `1.1` or `1.0`. */
  readonly httpVersion: string;
  readonly tls: {
    readonly protocol: string;
    readonly cipher: string;
    readonly serverName: string | null;
  } | null;
}

/** Wraps `application` in middlewares; the first one is the outermost. */
export const compose = (application: Application, middlewares: readonly Middleware[]): Application =>
  middlewares.reduceRight((inner, middleware) => middleware(inner), application);

/** Goes on with an answer at once where it is there already: a promise costs a turn of the event loop's queue. */
export const after = <T>(answer: T | Promise<T>, next: (value: T) => T | Promise<T>): T | Promise<T> =>
  answer instanceof Promise ? answer.then(next) : next(answer);
