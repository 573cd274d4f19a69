/** Where an option and its value stand among the arguments. */
interface Place {
  readonly at: number;
  /** How many words it takes: 1 for --name=value and -nVALUE, 2 for --name value. */
  readonly words: number;
  readonly name: string;
  readonly joint: '=' | ' ' | '';
  readonly value: string;
}

function placeAt(args: readonly string[], at: number, names: readonly string[]): Place | undefined {
  const word = args[at]!;
  for (const each of names) {
    // A trailing = only says how it is written where it is new.
    const name = each.replace(/=$/, '');
    if (word === name && at + 1 < args.length)
      return { at, words: 2, name, joint: ' ', value: args[at + 1]! };
    if (word.startsWith(`${name}=`))
      return { at, words: 1, name, joint: '=', value: word.slice(name.length + 1) };
    if (/^-[A-Za-z]$/.test(name) && word.startsWith(name) && word.length > 2)
      return { at, words: 1, name, joint: '', value: word.slice(2) };
  }
  return undefined;
}

function placesOf(args: readonly string[], names: readonly string[]): Place[] {
  const places: Place[] = [];
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '--') break;
    const place = placeAt(args, at, names);
    if (!place) continue;
    places.push(place);
    at += place.words - 1;
  }
  return places;
}

/** The value of an option, under any of its names and in any spelling (`-b x`, `-bx`, `--bind=x`); the last one counts. */
export const optionValue = (args: readonly string[], names: readonly string[]): string | undefined =>
  placesOf(args, names).at(-1)?.value;

/** Every value of an option that may be given more than once. */
export const optionValues = (args: readonly string[], names: readonly string[]): readonly string[] =>
  placesOf(args, names).map(place => place.value);

/**
 * The arguments with that option set once: where and how it was given before, else under its first name at the end. Of
 * several that name places to listen at, those with the value's port alone are replaced: the others are meant too.
 */
export function withOption(
  args: readonly string[],
  names: readonly string[],
  value: string,
): readonly string[] {
  const all = placesOf(args, names);
  const port = /:\d+$/.exec(value)?.[0];
  const same = port && all.length > 1 ? all.filter(place => place.value.endsWith(port)) : [];
  const places = same.length > 0 ? same : all;
  const first = places[0];
  if (!first) {
    const end = args.indexOf('--') < 0 ? args.length : args.indexOf('--');
    return [...args.slice(0, end), ...spelled(names[0]!, defaultJoint(names[0]!), value), ...args.slice(end)];
  }
  const gone = new Set(places.flatMap(place => Array.from({ length: place.words }, (_, k) => place.at + k)));
  return args.flatMap((word, at) => {
    if (at === first.at) return spelled(first.name, first.joint, value);
    return gone.has(at) ? [] : [word];
  });
}

const defaultJoint = (name: string): '=' | ' ' => (name.endsWith('=') ? '=' : ' ');

function spelled(name: string, joint: '=' | ' ' | '', value: string): string[] {
  if (joint === ' ') return [name, value];
  return [`${name.replace(/=$/, '')}${joint}${value}`];
}
