import type { Question } from '../../net/question.js';
import { logSays } from '../process/errors-about.js';
import type { Finding, Seen } from '../rule.js';
import { named } from '../serving.js';
import { absent } from './absent.js';
import { keeperOf } from './keeper.js';
import { failing, instead } from './keeper-words.js';
import { goneWithout, lostByNamed } from './kept-from-named.js';
import { takenBeside } from './taken-beside.js';

/** It was asked for by name or pid, or wants another port beside: which it wanted is in its own log only, or there another one than in its usual files. */
export function takenFromNamed(
  facts: Seen<
    'sockets' | 'owners' | 'processes' | 'machine' | 'subject',
    'logs' | 'pm2' | 'units' | 'containers' | 'listeners' | 'configuration'
  >,
  question: Question,
): Finding | undefined {
  const { meant, error, holder, does } =
    lostByNamed(facts, question) ?? goneWithout(facts, question) ?? takenBeside(facts, question) ?? {};
  if (!meant || !error?.port || !holder) return undefined;
  const { processes } = facts;
  const who = named(holder.process, processes);
  const keeper = keeperOf(holder, error.port, facts);
  return absent(
    `${keeper.name ? `${keeper.name}, by ${who},` : who} holds port ${error.port}; ${typeof meant === 'string' ? meant : named(meant, processes)} ${does ?? failing([error])}.`,
    `held by pid ${holder.process.pid}`,
    [
      {
        fact: 'listeners',
        says: `${who} listens on port ${error.port}`,
        source: 'sock_diag and /proc/PID/fd',
      },
      logSays(error),
    ],
    [
      instead(keeper, who, undefined, undefined),
      {
        title: 'Start the server on another port',
        text: 'Its --port option, PORT variable or configuration says which.',
        needsRoot: false,
      },
    ],
  );
}
