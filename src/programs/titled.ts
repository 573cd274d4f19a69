import type { Candidate, Role } from './program.js';

/** The command line of a server whose title is just that, with its role behind the name: `unicorn master -c config/unicorn.rb`. */
export function commandByTitle({ process, invocation }: Candidate): readonly string[] {
  const { titled, name, args } = invocation;
  return titled ? [name, ...args.slice(1)] : process.command;
}

/** The role that such a title tells. */
export function roleByTitle({ invocation: { titled, args } }: Candidate): Role {
  if (!titled) return 'single';
  return args[0]?.startsWith('worker') ? 'worker' : 'master';
}
