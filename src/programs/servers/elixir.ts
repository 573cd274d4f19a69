import { isWildcard } from '../../net/prefix.js';
import { absolutePath, filesAt, startedIn } from '../door.js';
import { editMatch } from '../fixes/edit.js';
import { baseName } from '../invocation.js';
import type { Candidate, Edit, Program } from '../program.js';
import { recognition } from '../recognise.js';

/** What Erlang's machine was given to run by Elixir: `-extra server.exs`, `-extra /usr/bin/mix phx.server`. */
function extra({ process }: Candidate): readonly string[] {
  const at = process.name === 'beam.smp' ? process.command.lastIndexOf('-extra') : -1;
  return at < 0 ? [] : process.command.slice(at + 1);
}

const script = (words: readonly string[]): string | undefined => words.find(word => word.endsWith('.exs'));
const byMix = (words: readonly string[]): boolean => words.some(word => baseName(word) === 'mix');

/** What its shell scripts make of `elixir --sname a` and the like, which `mix` and `elixir` alone do not bring back. */
const MORE = /^(?:-sname|-name|-setcookie|-config|-eval|-remsh|\+.*)$/;

/** As it was typed: the scripts `mix` and `elixir` make the long line of Erlang's machine. */
function startedAs(candidate: Candidate): readonly string[] {
  const { command } = candidate.process;
  const words = extra(candidate);
  if (command.some(word => MORE.test(word))) return command;
  if (!byMix(words)) return script(words) === undefined ? command : ['elixir', ...words];
  return words.slice(words.findIndex(word => baseName(word) === 'mix'));
}

/** An address as Erlang has it: {127, 0, 0, 1}. */
const tuple = (address: string): string =>
  address.includes(':') ? '0, 0, 0, 0, 0, 0, 0, 0' : address.split('.').join(', ');
const LOOPBACK =
  /(?:\bip:|\{:ip,)[ \t]*\{(127,[ \t]{0,9}0,[ \t]{0,9}0,[ \t]{0,9}1|0(?:,[ \t]{0,9}0){6},[ \t]{0,9}1)\}/;

/** A script of Elixir's, or Phoenix by `mix phx.server`, whose config/dev.exs has it on loopback (hexdocs.pm/phoenix, "Endpoint"). */
export const program: Program = {
  id: 'elixir',
  title: 'Elixir',
  defaultPorts: [4000],
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  recognise: candidate => {
    const words = extra(candidate);
    if (words.includes('phx.server')) return recognition('Phoenix');
    return script(words) !== undefined || byMix(words) ? recognition('Elixir') : undefined;
  },
  startedAs,
  configuration: (candidate, door) => {
    const words = extra(candidate);
    const { MIX_ENV = 'dev' } = candidate.process.environment ?? {};
    const own = script(words) ?? (byMix(words) ? `config/${MIX_ENV.replace(/\W/g, '')}.exs` : undefined);
    return own === undefined ? [] : filesAt(door, [absolutePath(own, startedIn(candidate.process))]);
  },
  listenAt: ({ configuration, listener }, { address }) => {
    const whole = isWildcard(address);
    if (!whole || !listener || !/^(?:::ffff:)?127\.0\.0\.1$|^::1$/.test(listener.local.address)) return [];
    return configuration.flatMap(file => {
      const more = file.text.split(new RegExp(LOOPBACK, 'g')).length > 3;
      const edit: Edit | undefined = more ? undefined : editMatch(file, LOOPBACK, tuple(address));
      return edit ? [{ title: `Write {${tuple(address)}} in ${baseName(file.path)}`, edits: [edit] }] : [];
    });
  },
};
