import { Command, Option } from 'commander';
import type { Context } from './commands/context.js';
import { declare as declareServe } from './commands/serve.options.js';
import { quoted } from './programs/shell.js';
import { escaped } from './render/escape.js';

export { realSystem as system } from './system/real.js';

/** What an action leaves for the caller: the exit status. */
export type SetStatus = (status: number) => void;

const targets = `
Targets:
  8000  :8000  localhost:8000  10.0.0.5:80  [::1]:8000  8000/udp
  example.com  https://example.com/path
  pid:4242  unix:/run/app.sock  gunicorn`;

/** One line: what is wrong, and in brackets what may have been meant. */
function usageError(text: string, command: string): string {
  const [wrong = '', hint] = text
    .replace(/^error: /, '')
    .trim()
    .split('\n');
  return `netcheck: ${escaped(`${wrong} ${hint ?? hintFor(wrong, command)}`)}\n`;
}

/** What may have been meant: a target without its command is the commonest slip. */
function hintFor(wrong: string, command: string): string {
  if (/^missing required argument 'targets?'$/.test(wrong))
    return '(a target is 8000, localhost:8000, https://example.com/, pid:4242 or nginx)';
  // Of most tools one of these is the version; here -v belongs to why.
  if (command === 'netcheck' && /^unknown (?:option '-v'|command 'version')$/.test(wrong))
    return '(Did you mean netcheck --version?)';
  const typed =
    /^unknown command '(.*)'$/.exec(wrong)?.[1] ?? /^unknown option '-(\d{2,5})'$/.exec(wrong)?.[1];
  return typed !== undefined && /[\d.:]/.test(typed)
    ? `(Did you mean netcheck why ${quoted(typed)}?)`
    : `(${command} --help lists ${command === 'netcheck' ? 'commands and options' : 'its options'})`;
}

/** The program's names, options and help. Each command is its own bundle, loaded when it is asked for. */
export function createProgram(context: Context, version: string, setStatus: SetStatus): Command {
  const program = new Command('netcheck')
    .description("Why can't I connect to my server?")
    .version(version, '-V, --version')
    .option('--no-color', 'no colour (NO_COLOR and pipes are respected anyway)')
    .configureOutput({
      writeOut: text => context.out(text),
      writeErr: text => context.err(text),
      outputError: (text, write) => write(usageError(text, 'netcheck')),
    })
    .exitOverride()
    .addHelpText(
      'after',
      `${targets}\n\nExit status: 0 reachable, 1 not reachable, 2 bad usage, 3 could not be decided.`,
    );

  program
    .command('why')
    .description('why TARGET cannot be reached, or that it can')
    .argument('[targets...]', 'what to diagnose; all that a record has, where none is named')
    .option('--from <who>', "who asks: self, lan, any, or a client's address", 'any')
    .addOption(new Option('-4', 'IPv4 only').conflicts('6'))
    .option('-6', 'IPv6 only')
    .option('--json', 'print the diagnosis as one JSON document')
    .option('--save <file>', 'record what was seen (secrets hidden); - prints it, and no report')
    .option('--facts <file>', 'diagnose from a record (- is standard input) instead of this machine')
    .option('--timeout <seconds>', 'for the whole run', '10')
    .option('--origin <origin>', 'the page that wants to read the answer (CORS)')
    .option('-v, --verbose', 'show what was ruled out and what could not be checked')
    .addHelpText('after', targets)
    .action(async (list: string[], options, command: Command) => {
      if (list.length === 0 && options.facts === undefined)
        command.error("error: missing required argument 'targets'");
      const { run } = await import('./commands/why.js');
      setStatus(await run({ ...options, targets: list }, context));
    });

  program
    .command('ifaces')
    .description('interfaces and addresses, each with the ports that answer on it')
    .argument('[name]', 'one interface')
    .addOption(new Option('-4', 'IPv4 only').conflicts('6'))
    .option('-6', 'IPv6 only')
    .option('-b, --brief', 'one line per interface')
    .option('--json', 'print JSON')
    .action(async (name: string | undefined, options) => {
      const { run } = await import('./commands/ifaces.js');
      setStatus(await run({ ...options, name }, context));
    });

  program
    .command('ports')
    .description('every listening socket: address, owner, exposure, program')
    .argument('[filter]', 'a port, an address, a program or a user')
    .option('-t, --tcp', 'TCP')
    .option('-u, --udp', 'UDP')
    .addOption(new Option('-4', 'IPv4 only').conflicts('6'))
    .option('-6', 'IPv6 only')
    // As typed for ss(8): it is so without them.
    .addOption(new Option('-l').hideHelp())
    .addOption(new Option('-n').hideHelp())
    .addOption(new Option('-p').hideHelp())
    .option('--json', 'print JSON')
    .action(async (filter: string | undefined, options) => {
      const { run } = await import('./commands/ports.js');
      setStatus(await run({ ...options, filter }, context));
    });

  program
    .command('bg')
    .description("how TARGET's process is kept alive: logout, crash, reboot, and where its output goes")
    .argument('<target>', 'a port, an address, a process or a program')
    .option('--lines <number>', 'show the last lines of its output')
    .option('--json', 'print JSON')
    .action(async (target: string, options) => {
      const { run } = await import('./commands/bg.js');
      setStatus(await run({ ...options, target }, context));
    });

  program
    .command('fix')
    .description('diagnose TARGET, apply a fix after asking, and diagnose again')
    .argument('<target>', 'what to mend')
    .option('--fix <number>', 'which of the printed fixes', '1')
    .option('--dry-run', 'show the steps, and do nothing')
    .option('-y, --yes', 'do not ask')
    .option('--from <who>', "who asks: self, lan, any, or a client's address", 'any')
    .addOption(new Option('-4', 'IPv4 only').conflicts('6'))
    .option('-6', 'IPv6 only')
    .option('--timeout <seconds>', 'for each diagnosis', '10')
    .addHelpText('after', targets)
    .action(async (target: string, options) => {
      const { run } = await import('./commands/fix.js');
      setStatus(await run({ ...options, target }, context));
    });

  declareServe(program.command('serve')).action(async (directory: string | undefined, options) => {
    const { run } = await import('./commands/serve.js');
    setStatus(await run({ ...options, directory }, context));
  });

  program
    .command('explain')
    .description('the page of one cause; without a code, the list')
    .argument('[code]', 'a cause, such as bind/loopback-only, or a layer, such as bind')
    .action(async (code: string | undefined) => {
      const { run } = await import('./commands/explain.js');
      setStatus(await run({ code }, context));
    });

  program
    .helpCommand(false)
    .command('help')
    .description('display help for command')
    .argument('[command]')
    .action((name: string | undefined) => {
      const asked = name === undefined ? program : program.commands.find(each => each.name() === name);
      if (!asked) return program.error(`error: unknown command '${name}'`);
      asked.outputHelp();
    });

  for (const command of program.commands)
    command.exitOverride().configureOutput({
      outputError: (text, write) => write(usageError(text, `netcheck ${command.name()}`)),
    });
  return program;
}
