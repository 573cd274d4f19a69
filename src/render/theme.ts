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

/** The colours where they are wanted: chalk is loaded only then, which takes 3 ms. */
export const loadTheme = async (colour: boolean): Promise<Theme> =>
  colour ? (await import('./colours.js')).colours : plainTheme;
