/** One step of a fix, done by the same user in the same order. */
export type Step =
  /** End that process: TERM, then KILL. */
  | { readonly do: 'stop'; readonly pid: number }
  /** A shell command line, quoted so that it can be pasted. */
  | { readonly do: 'run'; readonly command: string; readonly cwd?: string; readonly background?: boolean }
  /** Replace the one occurrence of `find`. */
  | { readonly do: 'edit'; readonly file: string; readonly find: string; readonly replace: string };

/** A fix with steps works as printed, run in order. One that only a person can do has text and no steps. */
export interface Fix {
  readonly title: string;
  readonly steps?: readonly Step[];
  /** A line that begins with two blanks is typed, or written into a file, as it stands. */
  readonly text?: string;
  readonly risk?: string;
  /** A line of shell that undoes what was done of the steps, from the first on; its words are in the text, too. */
  readonly back?: string;
  readonly needsRoot: boolean;
}

/** What is typed, or stands in a file, as a fix's text has it. */
export const asLines = (text: string): string => text.trim().replace(/^/gm, '  ');

/** What people should know before they apply a fix: the sentences that there are, as its risk. */
export function warning(...sentences: readonly (string | undefined)[]): Pick<Fix, 'risk'> {
  const risk = sentences.filter(Boolean).join(' ');
  return risk ? { risk } : {};
}
