/**
 * How closely a server_name fits a host, 0 for not at all: exact, *.example.com and .example.com, www.example.*, ~regex; of two
 * with an asterisk the longer one (nginx.org, "Server names").
 */
export function nameRank(pattern: string, host: string): number {
  const name = pattern.toLowerCase();
  const asked = host.toLowerCase();
  if (name.startsWith('~')) return matches(pattern.slice(1), asked, 'i') ? 1 : 0;
  if (name === asked || name === `.${asked}`) return 3000;
  if (/^\*?\./.test(name)) return asked.endsWith(name.replace('*', '')) ? 2000 + name.length : 0;
  return name.endsWith('.*') && asked.startsWith(name.slice(0, -1)) ? 1000 + name.length : 0;
}

/** nginx and Apache take shop.test. for shop.test. */
export const withoutDot = (host: string): string => host.replace(/\.$/, '');

export const nameFits = (pattern: string, host: string): boolean => nameRank(pattern, host) > 0;

/**
 * A group that is repeated, or more than three of anything: such a pattern may take longer than anybody lives, and only a
 * script can be stopped.
 */
export const MAY_TAKE_LONG = /\)[*+{]|(?:[*+?{][^*+?{]*){4}/;
/** Milliseconds. */
const PATIENCE = 100;

/** A pattern of the configuration on a short text; undefined of one that JavaScript cannot read, or not in time. */
export function matches(pattern: string, whole: string, flags = ''): boolean | undefined {
  const text = whole.slice(0, 256);
  try {
    if (!MAY_TAKE_LONG.test(pattern)) return new RegExp(pattern, flags).test(text);
    const { runInNewContext } = process.getBuiltinModule('node:vm');
    const script = 'new RegExp(pattern, flags).test(text)';
    return runInNewContext(script, { pattern, flags, text }, { timeout: PATIENCE }) === true;
  } catch {
    return undefined;
  }
}
