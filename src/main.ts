import { readFileSync } from 'node:fs';
import type { CommanderError } from 'commander';
import type { Context } from './commands/context.js';
import { quickIfaces, quickWhy } from './quick.js';
import { ascii, isAsciiOnly } from './render/ascii.js';
import { escaped } from './render/escape.js';
import { sudoNetcheck } from './render/sudo.js';
import { isTerminal, write } from './system/output.js';
import { version } from './version.js';

/** Where a command writes. The machine comes with the command's own bundle, whose code is kept compiled. */
type Surroundings = Omit<Context, 'system'> & Partial<Pick<Context, 'system'>>;

const bugs = 'https://github.com/netcheck-cli/netcheck/issues';

/**
 * Runs the command line and gives the exit status: 0 reachable, 1 not reachable, 2 netcheck could not run, 3 could not be
 * decided. The one place that turns errors into words.
 */
export async function run(
  argv: readonly string[],
  context: Surroundings = realContext(argv),
): Promise<number> {
  const at = argv.length === 0 ? '--help' : argv.length === 1 ? argv[0] : '';
  const ready =
    at === '--version' || at === '-V' ? `${version}\n` : at === '--help' || at === '-h' ? readyHelp() : '';
  try {
    if (ready) {
      context.out(ready);
      return 0;
    }
    const ifaces = quickIfaces(argv);
    if (ifaces) {
      const { run: runIfaces, system } = await import('./commands/ifaces.js');
      return await runIfaces(ifaces, { system, ...context });
    }
    const why = quickWhy(argv);
    if (why) {
      const { run: runWhy, system } = await import('./commands/why.js');
      return await runWhy(why, { system, ...context });
    }
    const { createProgram, system } = await import('./cli.js');
    let status = 0;
    const program = createProgram({ system, ...context }, version, code => {
      status = code;
    });
    await program.parseAsync(argv.length ? [...argv] : ['--help'], { from: 'user' });
    return status;
  } catch (error) {
    return statusOf(error, context);
  }
}

/** The help as the build printed it: loading what makes it would take longer than reading it. */
function readyHelp(): string {
  try {
    return readFileSync(`${import.meta.dirname}/help.txt`, 'utf8');
  } catch {
    return '';
  }
}

/** Says what went wrong and gives the exit status. Bundles do not share classes, so errors are told apart by name. */
export function statusOf(error: unknown, context: Surroundings): number {
  const { name, message, hint, code, exitCode, stack } = error as Partial<CommanderError> &
    Error & { hint?: string };
  // Commander has printed its refusal, the help or the version already.
  if (code?.startsWith('commander.')) return exitCode === 0 ? 0 : 2;
  if (name === 'UsageError') {
    // It may quote a record, a file's name or whatever was pasted.
    context.err(`netcheck: ${escaped(`${message}${hint ? ` (${hint})` : ''}`)}\n`);
    return 2;
  }
  const trace = (stack ?? '').split('\n').map(escaped).join('\n');
  context.err(`netcheck: internal error: ${escaped(`${message}`)}\n${trace}\nPlease report it: ${bugs}\n`);
  return 2;
}

/** Columns of what is no terminal: a line that somebody searches for words is not folded. */
const unfolded = 1000;

const SUDO = 'sudo netcheck';

/** The caller's own terminal. */
export function realContext(argv: readonly string[]): Surroundings {
  const { env } = process;
  const terminal = isTerminal(1);
  // JSON has its own way of writing what is not ASCII, and is UTF-8 by its standard.
  const json = argv.includes('--json');
  const legible = isAsciiOnly(env) && !json ? ascii : (text: string) => text;
  const sudo = json ? SUDO : sudoNetcheck(process.argv[1] ?? '', process.execPath);
  const plain = (text: string) => legible(sudo === SUDO ? text : text.replaceAll(SUDO, () => sudo));
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const refused = argv.includes('--no-color') || Boolean(env.NO_COLOR) || env.TERM === 'dumb';
  return {
    out: text => write(1, plain(text)),
    err: text => write(2, plain(text)),
    terminal,
    columns: terminal ? process.stdout.columns || 80 : unfolded,
    colour: !refused && (forced || terminal),
    ...(terminal && isTerminal(0)
      ? { ask: question => import('./ask.js').then(({ ask }) => ask(question)) }
      : {}),
  };
}
