import type { CauseCode, Layer } from '../causes.js';
import type { Question } from '../net/question.js';
import type { Target } from '../net/target.js';
import type { Fix } from '../programs/fixes/fix.js';
import type { Evidence, Finding, Outcome, Severity } from '../rules/rule.js';

/** What one rule said of one question. */
export interface Judgement {
  readonly code: CauseCode;
  readonly question: Question;
  readonly gate: boolean;
  readonly explainedBy: readonly CauseCode[];
  readonly result:
    | { readonly kind: 'found'; readonly finding: Finding }
    | { readonly kind: 'ruled-out' }
    /** With the error of a rule that failed: what it would have found is as unknown. */
    | { readonly kind: 'unchecked'; readonly lacks: string; readonly error?: string };
}

/**
 * reachable: every client gets through; local-only: this machine alone; degraded: some do; unreachable: nobody;
 * inconclusive: not decided.
 */
export type Verdict = 'reachable' | 'local-only' | 'degraded' | 'unreachable' | 'inconclusive';

/** How a layer went: passed, stopped there, doubtful, not looked at, never got to, or of no matter here. */
export type LayerState = 'ok' | 'blocked' | 'suspect' | 'unchecked' | 'not-reached' | 'not-needed';

/** One layer of the way, with a few words where it did not simply pass. */
export interface PathLayer {
  readonly layer: Layer;
  readonly state: LayerState;
  readonly says: string;
}

/** Who gets through to which address. */
export interface Reach {
  readonly from: string;
  readonly address: string;
  readonly port: number;
  readonly outcome: Outcome;
  /** probe: it was tried; derived: it follows from the facts; seen: data passed on an open connection from there. */
  readonly by: 'probe' | 'derived' | 'seen';
  readonly ms?: number;
  /** What answered, in a few words: '200 OK', 'SSH-2.0-OpenSSH_9.2p1'. */
  readonly says?: string;
  readonly network?: string;
  /** By which the client comes in. */
  readonly interface?: string;
}

/** One cause of the diagnosis; the first with severity error is the root. */
export interface Cause {
  readonly code: CauseCode;
  readonly severity: Severity;
  readonly title: string;
  /** What the report says in place of the title, where that would not be true here. */
  readonly headline?: string;
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly fixes: readonly Fix[];
  readonly docs: string;
}

/** One listening socket of the port, with who holds it. */
export interface ListenerSummary {
  readonly address: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly pid: number | null;
  readonly command: string | null;
  readonly program: string | null;
  readonly user: string;
  readonly queue: { readonly used: number; readonly limit: number | null };
  readonly workers?: number;
}

/** The process that serves the port, how it is kept alive, and the processes above and below it. */
export interface ProcessSummary {
  readonly pid: number;
  readonly program: string;
  readonly command: readonly string[];
  readonly cwd: string | null;
  readonly user: string;
  readonly startedAt: string;
  readonly background: {
    readonly kind: string;
    /** In a few words: 'nohup', 'systemd unit shop.service'. */
    readonly says: string;
    readonly survivesLogout: boolean | null;
    readonly survivesReboot: boolean | null;
    readonly output: string | null;
  } | null;
  readonly tree: readonly { readonly pid: number; readonly parent: number; readonly command: string }[];
}

/** The JSON document of `why --json`; docs/diagnosis.schema.json describes it. */
export interface Diagnosis {
  readonly schema: 'netcheck.diagnosis/1';
  readonly target: Omit<Target, 'pid' | 'socketPath' | 'program' | 'origin'>;
  readonly from: readonly string[];
  readonly verdict: Verdict;
  readonly summary: string;
  readonly path: readonly PathLayer[];
  readonly reach: readonly Reach[];
  readonly causes: readonly Cause[];
  readonly explainedAway: readonly { readonly code: CauseCode; readonly by: CauseCode }[];
  readonly ruledOut: readonly CauseCode[];
  readonly unchecked: readonly { readonly code: CauseCode; readonly lacks: string }[];
  readonly broken: readonly { readonly code: CauseCode; readonly error: string }[];
  readonly listeners: readonly ListenerSummary[];
  readonly process: ProcessSummary | null;
  /** Other ports of what was asked about by its name or pid, which are not judged here; missing where it has none. */
  readonly otherPorts?: readonly number[];
}

/** What a rule found, with the root causes that would make it a mere consequence. */
export interface Found {
  readonly code: CauseCode;
  readonly finding: Finding;
  /** Causes of which it is a mere consequence where they stand. */
  readonly explainedBy: readonly CauseCode[];
}
