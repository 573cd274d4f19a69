import type { Process } from '../facts/processes/types.js';
import type { Change } from './program.js';
import { commandLine } from './shell.js';

// What is said of a restart that no steps can do, or that brings more than was asked for.

/** Where its argument vector was replaced by a title. */
export const TITLED =
  'Its command line is not to be seen any more: stop it and start it again as you did, with that change.';
/** Where the caller may not see its directory. */
export const HIDDEN = 'How it was started can only be seen as root: sudo netcheck shows the commands.';

/** Where something that it was started with is there no more: `gone` says what, as a clause. */
export const goneText = (gone: string, command: readonly string[]): string =>
  `${gone.charAt(0).toUpperCase()}${gone.slice(1)}, so it cannot be started again as it was: end it when what it needs is there, and start it with\n  ${commandLine(command)}`;

/** Where only whoever made its container, or its root directory, can make the change last. */
export function containerText(change: Change, name?: string): string {
  const what = change.command ? ` Its command would be: ${change.command.join(' ')}` : '';
  if (name === undefined)
    return `It has a root directory of its own, as in a container or a chroot: make the change there, and start it again in the way that it was started.${what}`;
  return `It runs in the container ${name}: change the image or the command that the container is made with, and make the container again.${what}`;
}

/** That the start will bring another program than the one that runs: one sentence. */
export const rewritten = ({ changed }: Process): string | undefined =>
  changed && `${changed} was written after it was started: the new text runs then.`;
