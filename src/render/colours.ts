import { Chalk } from 'chalk';
import type { Theme } from './theme.js';

const chalk = new Chalk({ level: 1 });

/** Sixteen colours serve every terminal; chalk itself does not read NO_COLOR, so the caller decides. */
export const colours: Theme = {
  good: text => chalk.green(text),
  bad: text => chalk.red(text),
  doubtful: text => chalk.yellow(text),
  strong: text => chalk.bold(text),
  faint: text => chalk.dim(text),
  command: text => chalk.cyan(text),
};
