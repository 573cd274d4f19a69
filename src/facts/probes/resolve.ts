import { askSystem } from '../names/system-lookup.js';

/** What the system's resolver says of a name. */
export interface Resolved {
  /** In its own order; empty where there is an error. */
  readonly addresses: readonly string[];
  /** ENOTFOUND …, EAI_AGAIN also where it was not waited for any longer; null where the name has addresses. */
  readonly error: string | null;
}

const late: Resolved = { addresses: [], error: 'EAI_AGAIN' };

/** Asks getaddrinfo(3) for all addresses of a name, and waits for `wait` milliseconds. Never rejects. */
export function resolve(name: string, wait: number): Promise<Resolved> {
  return new Promise(done => {
    const timer = setTimeout(() => done(late), wait);
    void askSystem(name).then(({ addresses, error }) => {
      clearTimeout(timer);
      done({ addresses: addresses.map(({ address }) => address), error });
    });
  });
}
