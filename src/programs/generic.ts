import { namesAddress, spellings, withAddress } from './address-words.js';
import { dotenvChanges } from './dotenv.js';
import { withOption } from './options.js';
import type { Candidate, Change, Situation, Wanted } from './program.js';
import { sourceChanges } from './source.js';
import { inlineChanges } from './source-inline.js';

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
    ...inlineChanges(candidate, bound, wanted),
    ...environmentChange(situation, bound, wanted),
    ...dotenvChanges(situation.configuration, bound, wanted, candidate),
    ...sourceChanges(situation.configuration, bound, wanted, candidate),
  ];
}

/** `127.0.0.1:8000` anywhere among the arguments, or the address as the value of an option that is named for it. */
export function argumentChange(
  { invocation }: Candidate,
  bound: readonly string[],
  wanted: Wanted,
): readonly Change[] {
  if (invocation.titled) return [];
  const { head, args } = invocation;
  const places = args.flatMap((word, at) => {
    const before = args[at - 1] ?? '';
    const option = before.startsWith('-') ? (/^-[bhH]$/.test(before) ? 'bind' : before) : '';
    const changed = withAddress(word, option, bound, wanted);
    return changed === undefined ? [] : [{ at, changed }];
  });
  if (places.length !== 1) return [];
  const { at, changed } = places[0]!;
  const command = [...head, ...args.slice(0, at), changed, ...args.slice(at + 1)];
  const option = /^-[^=]*$/.test(args[at - 1] ?? '') && !changed.startsWith('-') ? `${args[at - 1]} ` : '';
  return [{ title: `Start it with ${option}${changed}`, command }];
}

/** A variable of the process that holds the bound address. */
function environmentChange(
  { process }: Situation,
  bound: readonly string[],
  wanted: Wanted,
): readonly Change[] {
  const found = Object.entries(process.environment ?? {}).flatMap(([name, value]) => {
    const changed = namesAddress(name) ? withAddress(value, name, bound, wanted) : undefined;
    return changed === undefined ? [] : [{ name, changed }];
  });
  if (found.length !== 1) return [];
  const { name, changed } = found[0]!;
  return [{ title: `Start it with ${name}=${changed}`, environment: { [name]: changed } }];
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
    names.find(each => args.some(word => word === each || word.startsWith(`${each.replace(/=$/, '')}=`))) ??
    names[0]!;
  return [
    {
      title: `Start it with ${name.replace(/=$/, '')} ${value}`,
      command: [...head, ...withOption(args, names, value)],
    },
  ];
}
