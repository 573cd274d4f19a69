import type { Theme } from './theme.js';

/** How a report is to look. */
export interface Style {
  readonly theme: Theme;
  readonly columns: number;
  readonly verbose: boolean;
  /** Whoever reads it is not root: what needs that is typed with sudo. */
  readonly asUser?: boolean;
  /** What is told of is another machine, by its record: nothing can be done about it from here. */
  readonly elsewhere?: boolean;
  /** The one family that was asked about, where that was said: the fix has to ask for it too. */
  readonly family?: 4 | 6;
  /** The client that was asked about (`lan`, an address), where one was. */
  readonly from?: string;
}
