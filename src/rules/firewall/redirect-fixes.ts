import type { Quote } from '../../firewall/quote.js';
import { walk as walkAgain } from '../../firewall/walk.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
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

/**
 * Without the rule the connection goes where it was meant to, if somebody is there; `listening`: somebody has the port
 * that the rule leads to, on another address.
 */
export function redirectFixes(
  judged: Judged,
  quote: Quote,
  question: Question,
  served: boolean,
  listening = false,
): readonly Fix[] {
  const { facts } = judged;
  const change = deleteRule(facts.firewall, quote);
  const after = change && walkAgain({ ...facts, firewall: change.rules }, question);
  const start = startOf(judged, listening);
  if (!change || !served || after?.rewrittenBy || after?.verdict !== 'pass') return [start];
  return [
    {
      title: 'Take the NAT rule away',
      steps: change.commands.map(command => ({ do: 'run' as const, command })),
      ...(change.keep ? { text: change.keep } : {}),
      risk: 'Whatever else the rule was for is then no longer redirected.',
      needsRoot: true,
    },
    start,
  ];
}
