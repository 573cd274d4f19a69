import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { formatEndpoint } from '../../net/address.js';
import { absolutePath, filesAt, startedIn } from '../door.js';
import { editMatch } from '../fixes/edit.js';
import { optionValue, withOption } from '../options.js';
import type { Change, Edit, Program, Wanted } from '../program.js';
import { isNamed, recognition } from '../recognise.js';
import { commandByTitle, roleByTitle } from '../titled.js';

const NAMES = ['unicorn', 'unicorn_rails'];

/** `listen "127.0.0.1:8080"` of its configuration file, the one with the port. */
const listenLine = (file: ConfigurationFile, { address, port }: Wanted): readonly Edit[] => {
  const line = new RegExp(`^[ \\t]*listen[ \\t(]*(["'][^"'\\n]*:${port}["']|${port}\\b)`, 'm');
  const edit = editMatch(file, line, () => `"${formatEndpoint(address, port)}"`);
  return edit ? [edit] : [];
};

const LISTEN = ['-l', '--listen'];
const HOST = ['-o', '--host'];

/** Unicorn, a Ruby server with a master and workers that share the socket (unicorn(1), Unicorn::Configurator). */
export const program: Program = {
  id: 'unicorn',
  title: 'Unicorn',
  defaultPorts: [8080],
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  onHangUp: 'reloads its configuration',
  daemonises: ({ invocation }) => invocation.args.some(word => word === '-D' || word === '--daemonize'),
  recognise: candidate =>
    isNamed(candidate, NAMES) ? recognition('Unicorn', roleByTitle(candidate)) : undefined,
  startedAs: commandByTitle,
  configuration: ({ process, invocation }, door) => {
    const named = optionValue(invocation.args, ['-c', '--config-file']);
    return named === undefined ? [] : filesAt(door, [absolutePath(named, startedIn(process))]);
  },
  listenAt: ({ configuration }, wanted, candidate): readonly Change[] => {
    const [program = 'unicorn', ...args] = commandByTitle(candidate);
    const at = formatEndpoint(wanted.address, wanted.port);
    const has = (names: readonly string[]) => args.some(word => names.includes(word));
    if (has(LISTEN))
      return [{ title: `Start it with -l ${at}`, command: [program, ...withOption(args, LISTEN, at)] }];
    const edits = configuration.flatMap(file => listenLine(file, wanted));
    if (edits.length > 0) return [{ title: "Write the address in listen of Unicorn's file", edits }];
    const command = [program, ...withOption(args, HOST, wanted.address)];
    return [{ title: `Start it with -o ${wanted.address}`, command }];
  },
};
