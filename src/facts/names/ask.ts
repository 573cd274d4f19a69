import { setMaxListeners } from 'node:events';
import type { Reply } from './dns/query.js';
import type { NameServer } from './servers.js';
import type { NameServerAnswer } from './types.js';

/** What to ask of whom. */
export interface Round {
  readonly servers: readonly NameServer[];
  /** Names to ask for, in the order of the resolver. */
  readonly names: readonly string[];
  /** In performance.now() time. */
  readonly deadline: number;
  /** Given when the answers are no longer waited for. */
  readonly signal?: AbortSignal;
}

/** Asks one server one question; replaced in tests. */
export type Ask = (
  server: string,
  name: string,
  type: 'A' | 'AAAA',
  deadline: number,
  signal?: AbortSignal,
) => Promise<Reply>;

const MOST_NAMES = 4;
/** Longer than any answer takes that is on its way, and than the one repetition, milliseconds. */
const SILENT = 900;
const types = ['A', 'AAAA'] as const;

/** By DNS itself. Loaded only where there is a name to ask for. */
export const askByPort53: Ask = async (server, name, type, deadline, signal) => {
  const { askServer } = await import('./dns/query.js');
  return askServer({ server, port: 53, name, type, deadline, signal });
};

/** A signal that is given with another one, or by itself (`closed`); many may listen to it. */
function callable(outer: AbortSignal | undefined) {
  const closed = new AbortController();
  const signal = outer ? AbortSignal.any([outer, closed.signal]) : closed.signal;
  setMaxListeners(0, signal);
  return { closed, signal };
}

/**
 * Asks every server at once: for the name as typed and for what the resolver tries first, and where that one has no
 * address, for the rest. Each answer is pushed on to `answers` as it comes.
 */
export async function askAll(
  round: Round,
  typed: string,
  ask: Ask,
  answers: NameServerAnswer[],
): Promise<void> {
  const all = (asked: NameServer, names: readonly string[]) => {
    const { closed, signal } = callable(round.signal);
    const one = async (question: string, type: 'A' | 'AAAA') => {
      const reply = await ask(asked.server, question, type, round.deadline, signal);
      // Called off before it could answer: that says nothing, unless it has been silent for long.
      if (!signal.aborted || reply.ms > SILENT) answers.push({ ...asked, question, type, ...reply });
      // A closed port is closed to every question; the kernel there answers but a few of them (icmp(7), icmp_ratelimit).
      if (reply.outcome === 'refused' && !reply.truncated) closed.abort();
      return reply;
    };
    return Promise.all(names.flatMap(name => types.map(type => one(name, type))));
  };
  const names = round.names.slice(0, MOST_NAMES);
  const first = names.filter((name, index) => index === 0 || name === typed);
  await Promise.all(
    round.servers.map(async server => {
      const replies = await all(server, first);
      const settled = replies.some(reply => reply.addresses.length > 0 || reply.outcome === 'timeout');
      if (!settled)
        await all(
          server,
          names.filter(name => !first.includes(name)),
        );
    }),
  );
}

/** The answers in the order of servers, names and types, however they came in. */
export function sorted(answers: readonly NameServerAnswer[], round: Round): NameServerAnswer[] {
  const rank = ({ server, question, type }: NameServerAnswer) =>
    (round.servers.findIndex(each => each.server === server) * (MOST_NAMES + 1) +
      round.names.indexOf(question)) *
      2 +
    types.indexOf(type);
  return answers.toSorted((a, b) => rank(a) - rank(b));
}
