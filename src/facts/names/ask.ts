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
  const one = async ({ server, source }: NameServer, question: string, type: 'A' | 'AAAA') => {
    const reply = await ask(server, question, type, round.deadline, round.signal);
    // Called off before it could answer: that says nothing, unless it has been silent for long.
    if (!round.signal?.aborted || reply.ms > SILENT)
      answers.push({ server, source, question, type, ...reply });
    return reply;
  };
  const all = (server: NameServer, names: readonly string[]) =>
    Promise.all(names.flatMap(name => types.map(type => one(server, name, type))));
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
