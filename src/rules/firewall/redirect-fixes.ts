import { type Quote, sayQuote } from '../../firewall/quote.js';
import { type Walk, walk as walkAgain } from '../../firewall/walk.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';
import { deleteRule } from './change.js';
import type { Judged } from './judged.js';

/** What is missing at the other end of the rule: the server, or the address that the rule leads to. */
function startOf({ walk }: Judged, listening: boolean): Fix {
  const { address, port } = walk.destination;
  return listening
    ? {
        title: `Let the server on port ${port} listen on ${address} too, or on every address`,
        text: `If the redirect is wanted, this says how:\n  netcheck why ${quoted(at(address, port))}`,
        needsRoot: false,
      }
    : {
        title: 'Start the server that the rule leads to',
        text: 'If the redirect is wanted, what is missing is the server at its other end.',
        needsRoot: false,
      };
}

/** Other rules are asked once this one is gone. */
const stoppedThen = ({ stop }: Walk): string =>
  `Then ask again: ${stop?.quote ? `${sayQuote(stop.quote)} stands in the way next` : 'other rules may stand in the way next'}.`;

/**
 * Without the rule the connection goes where it was meant to, if somebody is there, or on another address of that port:
 * what then stops it is said, and what stops it at the other end of the rule is no matter where nothing does.
 * `listening`: somebody has the port that the rule leads to, on another address.
 */
export function withoutRedirect(
  judged: Judged,
  quote: Quote,
  question: Question,
  served: boolean,
  listening = false,
): Pick<Finding, 'fixes' | 'explains'> {
  const { facts } = judged;
  const change = deleteRule(facts.firewall, quote);
  const after = change && walkAgain({ ...facts, firewall: change.rules }, question);
  const start = startOf(judged, listening);
  if (!change || !served || !after || after.rewrittenBy) return { fixes: [start] };
  const passes = after.verdict === 'pass';
  const next = passes ? [] : [stoppedThen(after)];
  const text = [...(change.keep ? [change.keep] : []), ...next].join('\n');
  const removal: Fix = {
    title: 'Take the NAT rule away',
    steps: change.commands.map(command => ({ do: 'run', command })),
    ...(text ? { text } : {}),
    risk: 'Whatever else the rule was for is then no longer redirected.',
    needsRoot: true,
  };
  return {
    fixes: [removal, start],
    ...(passes && { explains: ['firewall/drop', 'firewall/reject'] }),
  };
}
