import type { Quote } from '../../firewall/quote.js';
import { walk as walkAgain } from '../../firewall/walk.js';
import type { Fix } from '../../programs/fix.js';
import type { Question } from '../question.js';
import { deleteRule } from './change.js';
import type { Judged } from './judged.js';

/** Without the rule the connection goes where it was meant to, if somebody is there. */
export function redirectFixes(
  { facts }: Judged,
  quote: Quote,
  question: Question,
  served: boolean,
): readonly Fix[] {
  const change = deleteRule(facts.firewall, quote);
  const after = change && walkAgain({ ...facts, firewall: change.rules }, question);
  const start: Fix = {
    title: 'Start the server that the rule leads to',
    text: 'If the redirect is wanted, what is missing is the server at its other end.',
    needsRoot: false,
  };
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
