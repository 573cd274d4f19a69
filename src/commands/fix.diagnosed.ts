import type { Diagnosis } from '../diagnosis/types.js';
import type { Context } from './context.js';

/** The options of `netcheck fix`, as they were typed. */
export interface FixOptions {
  readonly target: string;
  readonly from?: string;
  readonly '4'?: boolean;
  readonly '6'?: boolean;
  readonly timeout?: string;
  /** Which of the printed fixes, from 1. */
  readonly fix?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** What `why` says of the target. */
export async function diagnosed(options: FixOptions, context: Context): Promise<Diagnosis> {
  const { settled } = await import('./why.js');
  const { target, ...asking } = options;
  const { diagnoses } = await settled({ targets: [target], ...asking }, context);
  return diagnoses[0]!;
}
