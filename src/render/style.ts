import type { Theme } from './theme.js';

/** How a report is to look. */
export interface Style {
  readonly theme: Theme;
  readonly columns: number;
  readonly verbose: boolean;
}
