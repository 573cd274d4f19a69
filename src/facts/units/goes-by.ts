import { runsProgram } from '../../programs/supervision/unit-files.js';
import type { Unit } from './types.js';

/** A unit's name as people say it. */
export const bareUnit = (name: string): string => name.replace(/\.(?:service|socket)$/, '');

/** Whether a word means the unit: its name, or the program that it runs. */
export const goesBy = ({ name, command }: Pick<Unit, 'name' | 'command'>, word: string): boolean =>
  bareUnit(name) === bareUnit(word) || runsProgram(command, word);
