import { setMaxListeners } from 'node:events';
import { isLocalhostName } from '../../net/host.js';
import { type Ask, askAll, type Round, sorted } from './ask.js';
import type { SystemAnswer, SystemLookup } from './system-lookup.js';
import type { NameServerAnswer } from './types.js';

/** Who is asked: the system's resolver, and name servers one by one. Tests put their own in. */
export interface Sources {
  readonly lookup: SystemLookup;
  readonly ask: Ask;
}

/** How long the system's resolver may take once every name server has been heard or given up, milliseconds. */
const GRACE = 400;
/** How long name servers may take once the name has an address: one that they gave, or one from elsewhere; milliseconds. */
const AFTER = { dns: 30, elsewhere: 600 };

const pause = (ms: number) =>
  new Promise<undefined>(resolve => {
    setTimeout(() => resolve(undefined), Math.max(0, ms)).unref();
  });

/** The system's answer; or, where it takes longer than every name server does, that it did not come. */
async function answerOf(
  lookup: Promise<SystemAnswer>,
  servers: Promise<unknown>,
  deadline: number,
): Promise<SystemAnswer> {
  const late = servers.then(() => pause(Math.min(GRACE, deadline - performance.now())));
  const answer = await Promise.race([lookup, late, pause(deadline - performance.now())]);
  return answer ?? { addresses: [], error: 'ETIMEDOUT' };
}

/** What was asked of a name, and of whom. */
export interface Inquiry {
  readonly name: string;
  readonly round: Round;
  readonly sources: Sources;
  /** In performance.now() time. */
  readonly deadline: number;
  /** Nothing more that servers may say is of interest: they gave the addresses, and the hosts file has none. */
  isSettled(addresses: SystemAnswer['addresses'], answers: readonly NameServerAnswer[]): boolean;
}

/** The system's answer, when it came (performance.now()), and what the name servers said by themselves. */
export interface Heard {
  readonly told: SystemAnswer;
  readonly at: number;
  readonly answers: readonly NameServerAnswer[];
}

/** Asks the system's resolver and the name servers at the same time; for these it waits as long as they may tell more. */
export async function hear({ name, round, sources, deadline, isSettled }: Inquiry): Promise<Heard> {
  const enough = new AbortController();
  setMaxListeners(0, enough.signal);
  const answers: NameServerAnswer[] = [];
  const asking = askAll({ ...round, signal: enough.signal }, name, sources.ask, answers);
  const byServers = asking.then(() =>
    isLocalhostName(name) ? pause(deadline - performance.now()) : undefined,
  );
  const told = await answerOf(sources.lookup(name), byServers, deadline);
  const at = performance.now();
  const within = (wait: number) => Promise.race([asking, pause(wait)]);
  // A failure needs proof, and so does an address that no server was heard to give; one from the hosts file wants to know
  // what the servers would say.
  if (told.addresses.length === 0) await asking;
  else {
    await within(AFTER.dns);
    if (!isSettled(told.addresses, answers)) await within(AFTER.elsewhere);
  }
  enough.abort();
  await asking;
  return { told, at, answers: sorted(answers, round) };
}
