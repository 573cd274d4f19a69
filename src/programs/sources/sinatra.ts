import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { withOption } from '../options.js';
import type { Candidate, Change, Wanted } from '../program.js';

/** In its classic style Sinatra takes the options of its script for its own; an application of Sinatra::Base does not. */
const CLASSIC = /^[ \t]*require[ (]{1,9}["']sinatra["']/m;
/** What the source sets counts after those options: `set :bind, …`, and `set port: 4567, bind: …`. */
export const SETS_BIND = /^[^#\n]*\bset\b[^\n]{0,99}\bbind\b/m;

/** Sinatra, which in development listens on loopback, is told another address by -o (sinatrarb.com, "Command Line"). */
export function sinatraChanges(
  files: readonly ConfigurationFile[],
  { address }: Wanted,
  { invocation: { language, titled, script, head, args } }: Candidate,
): readonly Change[] {
  if (language !== 'ruby' || titled || script === null) return [];
  if (!files.some(({ text }) => CLASSIC.test(text)) || files.some(({ text }) => SETS_BIND.test(text)))
    return [];
  return [{ title: `Start it with -o ${address}`, command: [...head, ...withOption(args, ['-o'], address)] }];
}
