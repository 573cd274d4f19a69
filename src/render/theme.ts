import { Chalk } from 'chalk';
import { plainTheme, type Theme } from './plain.js';

export { plainTheme, type Theme };

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
