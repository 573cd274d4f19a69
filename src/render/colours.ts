import { Chalk } from 'chalk';

const chalk = new Chalk({ level: 1 });

/** Sixteen colours serve every terminal; chalk itself does not read NO_COLOR, so the caller decides. */
export const colours = {
  good: (text: string) => chalk.green(text),
  bad: (text: string) => chalk.red(text),
  doubtful: (text: string) => chalk.yellow(text),
  strong: (text: string) => chalk.bold(text),
  faint: (text: string) => chalk.dim(text),
  command: (text: string) => chalk.cyan(text),
};
