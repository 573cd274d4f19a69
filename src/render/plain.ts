/** Where colour helps, by meaning. */
export interface Theme {
  good(text: string): string;
  bad(text: string): string;
  doubtful(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
  command(text: string): string;
}

/** Text as it is, for pipes and NO_COLOR. */
export const plainTheme: Theme = {
  good: text => text,
  bad: text => text,
  doubtful: text => text,
  strong: text => text,
  faint: text => text,
  command: text => text,
};
