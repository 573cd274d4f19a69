import { doorOn } from '../../programs/door.js';
import { configurationOf } from '../../programs/files.js';
import type { System } from '../../system/system.js';
import { unseen } from '../processes/unseen.js';
import type { Unit } from './types.js';

/** A statement by which a file that a server is given decides its port: listen 8080; bind = 0.0.0.0:8080; port: 8080. */
export function decidesOn(text: string, port: number): boolean {
  const serving = new RegExp(
    `\\b(?:listen|bind|port|addr(?:ess)?|accept)\\w*\\b.{0,60}?(?:^|\\D)${port}(?:\\D|$)`,
    'i',
  );
  return text.split(/[;{}\n]/).some(each => serving.test(each) && !/:\/\/|_pass\b|connect/i.test(each));
}

/** A unit that could not begin, whose configuration has the port: its program's own files, or one that its command names. */
export function configuredOn(system: System, unit: Unit, port: number): boolean {
  if (unit.activeState !== 'failed' || unit.command === '') return false;
  const command = unit.command.split(/\s+/);
  const process = {
    ...unseen,
    pid: 0,
    parent: 1,
    name: command[0]!.slice(command[0]!.lastIndexOf('/') + 1),
    command,
    user: '',
    executable: command[0]!,
    directory: unit.workingDirectory ?? '/',
  };
  return configurationOf(process, [process], doorOn(system)).some(({ text }) => decidesOn(text, port));
}
