/** What the system's resolver says of a name. */
export interface Resolved {
  /** In its own order; empty where there is an error. */
  readonly addresses: readonly string[];
  /** ENOTFOUND, EAI_AGAIN …, ETIMEDOUT where it was not waited for any longer; null where the name has addresses. */
  readonly error: string | null;
}

/** Asks getaddrinfo(3) for all addresses of a name, and waits for `wait` milliseconds. Never rejects. */
export async function resolve(name: string, wait: number): Promise<Resolved> {
  const { lookup } = await import('node:dns');
  return new Promise(done => {
    const timer = setTimeout(() => done({ addresses: [], error: 'ETIMEDOUT' }), wait);
    lookup(name, { all: true }, (error, found) => {
      clearTimeout(timer);
      done(
        error
          ? { addresses: [], error: error.code ?? 'ENOTFOUND' }
          : { addresses: found.map(({ address }) => address), error: null },
      );
    });
  });
}
