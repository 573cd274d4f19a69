import { type Call, firstCall } from './call.js';
import { OTHER_PATIENCE } from './follow-up.js';
import { isWelcome, smellsOfHostCheck } from './host-signs.js';
import { isThisMachine, MADE_UP, named } from './other-names.js';
import type { ProbePlan } from './plan.js';
import type { Conversation, Reason } from './types.js';

/** Where redirects have ended at the same server, by the same name: what proves that it turns the name away there. */
export function afterRedirects(plan: ProbePlan, said: readonly Conversation[]): Call | undefined {
  const [first] = said;
  const end = said.findLast(({ reason }) => reason === 'redirect');
  const base = firstCall(plan, plan.question);
  if (!end || end.name !== first?.name || end.asked !== base.how || !smellsOfHostCheck(end)) return undefined;
  if (isThisMachine(base.host)) return undefined;
  const ask = (reason: Reason, host: string): Call => ({
    ...base,
    patience: OTHER_PATIENCE,
    reason,
    host,
    path: end.path ?? '/',
  });
  const told = said.find(({ reason }) => reason === 'localhost');
  if (!told) return ask('localhost', 'localhost');
  const isTold = told.path !== end.path || said.some(({ reason }) => reason === 'made-up-name');
  return named(plan) && !isTold && isWelcome(told) ? ask('made-up-name', MADE_UP) : undefined;
}
