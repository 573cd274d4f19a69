/** How a request's path is read. */
export interface PathRules {
  readonly dotfiles: boolean;
}

/** The names along a path, decoded; `directory` where it ends in a slash. Or the status that refuses it. */
export type ParsedPath =
  | { readonly names: readonly string[]; readonly directory: boolean }
  | { readonly refused: 400 | 404 };

/**
 * Reads the path of a request target. Dot segments are removed before decoding (RFC 3986, 5.2.4) and a path that climbs
 * above its root is refused; what decodes to a dot segment, a separator or a NUL names no file.
 */
export const parsePath = (path: string, rules: PathRules): ParsedPath => {
  if (path.charCodeAt(0) !== 0x2f) return { refused: 400 };
  const names: string[] = [];
  const segments = path.split('/');
  for (const segment of segments) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (names.pop() === undefined) return { refused: 400 };
      continue;
    }
    const name = decode(segment);
    if (name === undefined) return { refused: 400 };
    if (!isFileName(name) || (name.startsWith('.') && !rules.dotfiles)) return { refused: 404 };
    names.push(name);
  }
  const last = segments.at(-1);
  return { names, directory: last === '' || last === '.' || last === '..' };
};

const decode = (segment: string): string | undefined => {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};

/** A backslash separates names on Windows only, but no file that is served need have one. */
const isFileName = (name: string): boolean =>
  name !== '.' && name !== '..' && !/[/\\\0]/.test(name) && name.length <= 255;
