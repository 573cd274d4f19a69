import { Chalk } from 'chalk';

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

/** Sixteen colours serve every terminal; chalk itself does not read NO_COLOR, so the caller decides. */
export function themeFor(colour: boolean): Theme {
  if (!colour) return plainTheme;
  const chalk = new Chalk({ level: 1 });
  return {
    good: text => chalk.green(text),
    bad: text => chalk.red(text),
    doubtful: text => chalk.yellow(text),
    strong: text => chalk.bold(text),
    faint: text => chalk.dim(text),
    command: text => chalk.cyan(text),
  };
}
