import type { System } from '../system/system.js';

/** Where a command writes and whom it may ask. */
export interface Context {
  readonly system: System;
  /** Standard output and standard error; text is written as it is, with no newline added. */
  out(text: string): void;
  err(text: string): void;
  /** Standard output is a terminal, its width in columns, and colour is wanted. */
  readonly terminal: boolean;
  readonly columns: number;
  readonly colour: boolean;
  /** Asks on the terminal; undefined where there is nobody to ask. */
  ask?(question: string): Promise<string>;
}

export { UsageError } from '../net/usage-error.js';
