import type { CauseCode } from '../causes.js';
import type { Fact } from '../facts/fact.js';
import type { FactName, FactValues } from '../facts/facts.js';
import type { Question } from '../net/question.js';
import type { Fix } from '../programs/fixes/fix.js';

/** error: it breaks what was asked; warning: it will, or may; note: worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

/** What a client sees. */
export type Outcome =
  | 'ok'
  | 'refused'
  | 'timeout'
  | 'reset'
  | 'unreachable'
  | 'tls-error'
  | 'http-error'
  | 'no-answer'
  | 'unknown';

/** One piece of proof: what is said, and where it came from. */
export interface Evidence {
  readonly fact: FactName;
  /** One sentence with this machine's own names and numbers. */
  readonly says: string;
  /** The file, call or probe that it came from. */
  readonly source: string;
}

/** What a rule has found wrong for one question. */
export interface Finding {
  readonly severity: Severity;
  /** One sentence with this machine's own addresses, names and numbers. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly fixes: readonly Fix[];
  /** What the client of this question sees because of it. */
  readonly outcome: Outcome;
  /** A few words for the layer's place in the path: "127.0.0.1 only". */
  readonly says: string;
  /** What the report's first line says of it, where the cause's title would not be true here. */
  readonly headline?: string;
  /** It is luck which connections it befalls: others get through all the same. */
  readonly byLuck?: true;
  /** The port on which the server that was meant listens instead. */
  readonly elsewhere?: number;
  /** It shows only once this other cause is gone, and explains nothing of that. */
  readonly behind?: CauseCode;
  /** What is a mere consequence of it on this machine, and need not be elsewhere (see Rule.explainedBy). */
  readonly explains?: readonly CauseCode[];
  /** Of what it is a mere consequence on this machine, and need not be elsewhere (see Rule.explainedBy). */
  readonly explainedBy?: readonly CauseCode[];
}

/** What a rule may answer beside a finding: nothing found (undefined), or what it would have to see to tell. */
export interface Unchecked {
  readonly unchecked: string;
}

/** The answer of a rule that could not look: what it would take, in words. */
export const unchecked = (lacks: string): Unchecked => ({ unchecked: lacks });

/** The facts that a rule sees: those it needs by value, those it may use with their status. */
export type Seen<N extends FactName, M extends FactName> = { readonly [K in N]: FactValues[K] } & {
  readonly [K in M]: Fact<FactValues[K]>;
};

/**
 * One cause. `check` is pure: it reads no clock and no machine, and answers for one question.
 * A rule whose `needs` are unknown is unchecked, with the fact's reason.
 */
export interface Rule<N extends FactName = FactName, M extends FactName = FactName> {
  readonly code: CauseCode;
  readonly needs: readonly N[];
  /** Facts that it argues from the absence of something in: a partial one leaves it unchecked too. */
  readonly needsWhole?: readonly N[];
  /** Facts that it can do without, passed as Fact. */
  readonly mayUse?: readonly M[];
  /** While this rule is unchecked, nobody may claim that the connection gets through (unless it was seen to). */
  readonly gate?: boolean;
  /**
   * It judges what only passes through here too (`behind` of the question). Of the others, those about the server itself
   * are asked what this machine's own attempt says.
   */
  readonly through?: true;
  /** Root causes that, when found for the same question, make this one a mere consequence. */
  readonly explainedBy?: readonly CauseCode[];
  check(facts: Seen<N, M>, question: Question): Finding | Unchecked | undefined;
}

/** Gives a rule its types; the registry in ./index.ts lists them all. */
export const defineRule = <N extends FactName, M extends FactName = never>(rule: Rule<N, M>): Rule<N, M> =>
  rule;
