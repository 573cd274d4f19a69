import type { Rule } from '../facts/firewall/types.js';
import type { SetNamed } from './ipset.js';
import type { Packet } from './packet.js';
import type { Roads } from './routing.js';
import { stepOf } from './statement.js';
import type { Step } from './step.js';
import { type Doubt, type Effect, isDoubt, type Verdict } from './verdict.js';

/** Kept by the statements, which a rule keeps when a change gives it another number. */
const steps = new WeakMap<Rule['statements'], (Step | undefined)[]>();

/** One statement of a rule, prepared when it is first reached: most rules end at their first. */
function stepAt(rule: Rule, index: number, sets: SetNamed): Step {
  let known = steps.get(rule.statements);
  if (!known) {
    known = [];
    steps.set(rule.statements, known);
  }
  const step = known[index] ?? stepOf(rule.statements[index]!, sets);
  known[index] = step;
  return step;
}

/** What a rule comes to with one packet. */
export interface Decision {
  readonly verdicts: readonly Verdict[];
  readonly sure: boolean;
  readonly doubts: readonly Doubt[];
}

/** Holds a rule's statements against the packet: the verdicts that it may come to, or undefined where it does not match. */
export function decide(
  { sets, roads }: { readonly sets: SetNamed; readonly roads: Roads },
  rule: Rule,
  packet: Packet,
  chainSure: boolean,
): Decision | undefined {
  const doubts: Doubt[] = [];
  for (let index = 0; index < rule.statements.length; index++) {
    const effect: Effect = stepAt(rule, index, sets)(packet, roads, chainSure && doubts.length === 0);
    if (effect === true) continue;
    if (effect === false) return undefined;
    if (isDoubt(effect)) {
      const settled = packet.usual ? effect.usually : undefined;
      if (settled === false) return undefined;
      if (settled === undefined) doubts.push(effect);
    } else if (effect.length)
      return { verdicts: effect, sure: doubts.length === 0 && effect.length === 1, doubts };
  }
  return undefined;
}
