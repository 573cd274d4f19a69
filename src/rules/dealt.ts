import type { Question } from '../net/question.js';
import type { Finding } from './rule.js';

/** What is wrong with one of several goals (`goals`: what they are), among which chance picks: some connections fail. */
export const someFail = (found: Finding, { port }: Question, goals: string, headline: string): Finding => ({
  ...found,
  severity: 'error',
  byLuck: true,
  outcome: 'ok',
  summary: `Connections to port ${port} are dealt out among several ${goals}, and some fail. ${found.summary}`,
  headline,
});
