import { endpoint, withOption } from './options.js';
import type { Candidate, Change, Situation, Wanted } from './program.js';
import { sourceChanges } from './source.js';

/** Names of options and variables that hold the address to listen on. */
export const ADDRESS_NAME =
  /(^|[-_])(host|hostname|bind|address|addr|listen|interface|ip|server_name)($|[-_])/i;

/** The ways in which a bound address may be written by people. */
export function spellings(address: string): readonly string[] {
  if (address === '127.0.0.1') return ['127.0.0.1', 'localhost'];
  if (address === '::1') return ['::1', '[::1]', 'localhost', 'ip6-localhost'];
  if (address === '::') return ['::', '[::]'];
  return [address, ...(address.includes(':') ? [`[${address}]`] : [])];
}

/** How any program may be told to listen elsewhere: the word of its command, its variable, or the line of its source. */
export function genericChanges(
  situation: Situation,
  wanted: Wanted,
  candidate: Candidate,
): readonly Change[] {
  const { listener } = situation;
  if (!listener) return [];
  const bound = spellings(listener.local.address);
  return [
    ...argumentChange(candidate, bound, wanted),
    ...environmentChange(situation, bound, wanted),
    ...sourceChanges(situation.configuration, bound, wanted, candidate),
  ];
}

/** `127.0.0.1:8000` anywhere among the arguments, or the address as the value of an option that is named for it. */
function argumentChange({ invocation }: Candidate, bound: readonly string[], wanted: Wanted): Change[] {
  if (invocation.titled) return [];
  const { head, args } = invocation;
  const places = args.flatMap((word, at) => {
    const option = at > 0 ? args[at - 1]! : '';
    const changed = changedWord(word, option, bound, wanted);
    return changed === undefined ? [] : [{ at, changed }];
  });
  if (places.length !== 1) return [];
  const { at, changed } = places[0]!;
  const command = [...head, ...args.slice(0, at), changed, ...args.slice(at + 1)];
  return [{ title: `Start it with ${changed}`, command }];
}

function changedWord(
  word: string,
  option: string,
  bound: readonly string[],
  wanted: Wanted,
): string | undefined {
  for (const address of bound) {
    const pair = `${address}:${wanted.port}`;
    if (word === pair || word.endsWith(`=${pair}`) || word.endsWith(`//${pair}`))
      return word.slice(0, -pair.length) + endpoint(wanted.address, wanted.port);
    if (word === address && (ADDRESS_NAME.test(option.replace(/^-+/, '')) || option === '-b'))
      return wanted.address;
    const equals = word.indexOf('=');
    if (
      equals > 0 &&
      word.slice(equals + 1) === address &&
      ADDRESS_NAME.test(word.slice(0, equals).replace(/^-+D?/, '').replaceAll('.', '-'))
    )
      return `${word.slice(0, equals + 1)}${wanted.address}`;
  }
  return undefined;
}

/** A variable of the process that holds the bound address. */
function environmentChange({ process }: Situation, bound: readonly string[], wanted: Wanted): Change[] {
  const found = Object.entries(process.environment ?? {}).filter(
    ([name, value]) =>
      ADDRESS_NAME.test(name) &&
      bound.some(address => value === address || value === `${address}:${wanted.port}`),
  );
  if (found.length !== 1) return [];
  const [name, value] = found[0]!;
  const next =
    value.endsWith(`:${wanted.port}`) && !bound.includes(value)
      ? endpoint(wanted.address, wanted.port)
      : wanted.address;
  return [{ title: `Start it with ${name}=${next}`, environment: { [name]: next } }];
}

/** The change that passes an option with the wanted address: the shape of most programs' fix. */
export function optionChange(
  candidate: Candidate,
  names: readonly string[],
  value: string,
): readonly Change[] {
  if (candidate.invocation.titled) return [];
  const { head, args } = candidate.invocation;
  const name =
    names.find(each => args.some(word => word === each || word.startsWith(`${each}=`))) ?? names[0]!;
  return [
    {
      title: `Start it with ${name.replace(/=$/, '')} ${value}`,
      command: [...head, ...withOption(args, names, value)],
    },
  ];
}
