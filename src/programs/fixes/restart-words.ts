import type { Process } from '../../facts/processes/types.js';
import { lineage } from '../lineage.js';
import type { Change, Situation } from '../program.js';
import { assignments, commandLine, quoted } from '../shell.js';
import { multiplexerOf } from '../supervision/background-by-hand.js';
import type { Respawner } from '../supervision/respawn.js';
import type { Step } from './fix.js';
import { handedOver, takenOver } from './handover.js';

// What is said of a restart that no steps can do, or that brings more than was asked for.

/** Where its argument vector was replaced by a title. */
export const TITLED =
  'Its command line is not to be seen any more: stop it and start it again as you did, with that change.';
/** Where its port is not free at once. */
export const FORGOTTEN =
  'Its source says no SO_REUSEADDR (allow_reuse_address), so its port is free only when the last connections are forgotten: after a minute or two.';
/** Where its title tells enough to start it, and not with which options. */
export const HIDDEN = 'Its title hides how it was started: put back other options that you gave it.';
/** Where the caller may not see its directory: another user's, or that of a process with capabilities that root lacks here (ptrace(2)). */
export const hiddenText = ({ uid }: Situation['machine']): string =>
  uid === 0
    ? 'How it was started cannot be seen without CAP_SYS_PTRACE, which this process was not given: in a container, ask on the machine itself, or start the container with --cap-add SYS_PTRACE.'
    : 'How it was started can only be seen as root: sudo netcheck shows the commands.';

/** Where something that it was started with is there no more: `gone` says what, as a clause. */
export const goneText = (gone: string, command: readonly string[]): string =>
  `${gone.charAt(0).toUpperCase()}${gone.slice(1)}, so it cannot be started again as it was: end it when what it needs is there, and start it with\n  ${commandLine(command)}`;

/** Where only whoever made its container, or its view of the files, can make the change last. */
export function containerText(change: Change, name?: string): string {
  const what = change.command ? ` Its command would be: ${change.command.join(' ')}` : '';
  if (name === undefined)
    return `It sees files of its own, as in a container or a chroot: make the change there, and start it again in the way that it was started.${what}`;
  return `It runs in the container ${name}: change the image or the command that the container is made with, and make the container again.${what}`;
}

/** Where something would start the old one again as soon as it ends. */
export function respawnedText({ process, script }: Respawner, change: Change): string {
  const words = wordsOf(change);
  if (script === null && process.terminal !== null)
    return `A loop that was typed on ${process.terminal} starts it again as soon as it ends. Press Ctrl-C there until the loop has ended, and type it again with:\n  ${words}`;
  return `${process.name} (pid ${process.pid}) starts it again as soon as it ends. End that first, make the change in ${script === null ? 'its command' : `${script}, or in what that calls`}, and start it again; it would run:\n  ${words}`;
}

/** The unit of /etc/rc.local runs that script: a command in its place would end all else that the script starts. */
export const isRcLocal = (unit: string): boolean => /^rc[.-]local\.service$/.test(unit);

/** Where a line of /etc/rc.local has started it. */
export function rcLocalText(change: Change): string {
  const words = wordsOf(change);
  return `Change its line in /etc/rc.local:\n  ${words}\nThen end it, and start it by that line: restarting rc-local would start everything in that file again.`;
}

/** Where a script of the unit starts it, and does not hold the command as it is; or a program as screen, by the unit's own line. */
export function scriptText(change: Change, path: string, unit: string): string {
  const isProgram = /^\/(?:usr\/)?s?bin\//.test(path);
  const place = isProgram ? `ExecStart= of ${unit} (systemctl edit --full ${quoted(unit)})` : path;
  const starter = isProgram ? `where ${path} starts it` : 'which starts it';
  return `Make the change in ${place}, ${starter}:\n  ${wordsOf(change)}\nThen: systemctl restart ${quoted(unit)}`;
}

/** The changed command as it would be typed, with its variables. */
const wordsOf = ({ command, environment = {} }: Change): string =>
  [...assignments(environment), ...(command ? [commandLine(command)] : [])].join(' ');

/** What is to be known of these steps, which start it by hand: sentences. */
export const remarks = (steps: readonly Step[], situation: Situation): readonly (string | undefined)[] => [
  keptFrom(steps, situation),
  rewritten(situation.process),
  leftWindow(situation),
];

/** Why one of the steps reads from the process that it ends; undefined where none does. */
function keptFrom(steps: readonly Step[], { processes }: Situation): string | undefined {
  const lines = steps.flatMap(step => (step.do === 'run' ? step.command : []));
  const line = lines.find(each => handedOver(each) !== undefined) ?? '';
  const process = processes.find(({ pid }) => pid === handedOver(line));
  return process && takenOver(process, line);
}

/** That the start will bring another program than the one that runs. */
const rewritten = ({ changed }: Process): string | undefined =>
  changed && `${changed} was written after it was started: the new text runs then.`;

/** That what outlived its terminal in a window of tmux or screen will not in a terminal that is none. */
function leftWindow({ process, processes }: Situation): string | undefined {
  if (process.terminal === null || process.ignored.includes('HUP')) return undefined;
  const around = multiplexerOf(lineage(process, processes));
  return (
    around &&
    `It runs in a window of ${around.name}: type these lines in one too, or it ends with your terminal.`
  );
}
