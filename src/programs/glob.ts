/** One place of a pattern: any run of characters, or which single ones may stand there. */
type Part = '*' | ((character: string) => boolean);

/** The class that begins at `at`, `[a-z]` or `[!a-z]`, and where the pattern goes on; undefined where it never ends. */
function classAt(pattern: string, at: number): { readonly fits: Part; readonly next: number } | undefined {
  const negated = pattern[at + 1] === '!' || pattern[at + 1] === '^';
  const from = at + (negated ? 2 : 1);
  const end = pattern.indexOf(']', from + 1);
  if (end < 0) return undefined;
  const ranges = [...pattern.slice(from, end).matchAll(/(.)-(.)|(.)/gs)].map(
    ([, first, last, only]) => [first ?? only!, last ?? only!] as const,
  );
  return {
    fits: character => ranges.some(([low, high]) => low <= character && character <= high) !== negated,
    next: end + 1,
  };
}

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; ) {
    const letter = pattern[at]!;
    const among = letter === '[' ? classAt(pattern, at) : undefined;
    if (letter === '*') parts.push('*');
    else if (letter === '?') parts.push(() => true);
    else parts.push(among?.fits ?? (character => character === letter));
    at = among?.next ?? at + 1;
  }
  return parts;
}

/**
 * Whether a name without slashes fits a pattern of glob(7). Goes back to the last * alone, so that no pattern takes
 * more than the product of both lengths.
 */
function nameFits(parts: readonly Part[], name: string): boolean {
  let [at, place, star, from] = [0, 0, -1, 0];
  while (at < name.length) {
    const part = parts[place];
    if (part === '*') {
      star = place++;
      from = at;
    } else if (part?.(name[at]!)) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++from;
    } else return false;
  }
  return parts.slice(place).every(part => part === '*');
}

/** Says of names or paths whether they fit a pattern of glob(7): no * and no ? stands for a slash. */
export function glob(pattern: string): (path: string) => boolean {
  const names = pattern.split('/').map(partsOf);
  return path => {
    const given = path.split('/');
    return given.length === names.length && given.every((name, at) => nameFits(names[at]!, name));
  };
}
