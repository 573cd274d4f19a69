import { absolutePath, doorOn } from '../../programs/door.js';
import { configurationOf, logsOf } from '../../programs/files.js';
import { baseName } from '../../programs/invocation.js';
import type { System } from '../../system/system.js';
import { scriptOf, startsByScript } from '../processes/by-source.js';
import { servesBySource } from '../processes/serves-by-source.js';
import type { Process } from '../processes/types.js';
import { unseen } from '../processes/unseen.js';
import { textOf } from '../text-of.js';
import type { Unit } from './types.js';

/** How many numbers of a script are looked at. */
const MOST = 100;

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
  const process = processOf(unit);
  return configurationOf(process, [process], doorOn(system)).some(({ text }) => decidesOn(text, port));
}

/** The script that a unit runs, and how such a one says that it serves a port; undefined where it runs none. */
function scriptedBy(system: System, { command, workingDirectory }: Unit) {
  const words = command.split(/\s+/);
  const start = words.slice(0, 2).find(word => word.endsWith('.sh'));
  const script = start ?? scriptOf(words);
  if (script === undefined) return undefined;
  const text = textOf(system, absolutePath(script, workingDirectory), 128 * 1024);
  return { text, serves: (port: number) => (start ? startsByScript : servesBySource)(text, port) };
}

/** A unit whose script says that it serves the port: between two of its runs nobody is there of whom that could be read. */
export const scriptedOn = (system: System, unit: Unit, port: number): boolean =>
  scriptedBy(system, unit)?.serves(port) ?? false;

/** The one port that a unit's script says it serves; null where there is none, or more of them. */
export function scriptedPort(system: System, unit: Unit): number | null {
  const { text = '', serves } = scriptedBy(system, unit) ?? {};
  const numbers = new Set((text.match(/(?<![\d.])\d{2,5}(?![\d.])/g) ?? []).slice(0, MOST).map(Number));
  const ports = [...numbers].filter(each => serves?.(each));
  return ports.length === 1 ? ports[0]! : null;
}

/** The process that a unit's command would be. */
function processOf({ command: line, workingDirectory }: Unit): Process {
  const command = line.split(/\s+/);
  return {
    ...unseen,
    pid: 0,
    parent: 1,
    name: baseName(command[0]!),
    command,
    user: '',
    executable: command[0]!,
    directory: workingDirectory ?? '/',
  };
}

/** Half a day: what a program wrote before that is not why it fails now, milliseconds. */
const FRESH = 12 * 3600 * 1000;
/** A start time that is worked out from the uptime may be off by this much, milliseconds. */
const SLACK = 2000;

/** The log that the program of a failed unit keeps itself (nginx's error_log), where it wrote to it since its start. */
export function ownLog(system: System, unit: Unit): string | undefined {
  if (unit.activeState !== 'failed' || unit.command === '') return undefined;
  const process = processOf(unit);
  const since = Math.max((unit.startedAt ?? 0) - SLACK, system.now() - FRESH);
  return logsOf(process, [process], doorOn(system)).find(path => {
    try {
      const { size, modifiedAt } = system.status(path);
      return size > 0 && modifiedAt >= since;
    } catch {
      return false;
    }
  });
}
