/** The last word of lighttpd and Redis on what the line above it tells: of a file's mistake, and of an address that is none. */
const below = /\bparser failed somehow near here\b|# Failed listening on port \d+/;
const above = /\bconfig\b|variable|Could not create/i;

/** An error of several, which says nothing itself: Node tried each address of a name (net.setDefaultAutoSelectFamily()). */
const several = /^AggregateError(?: \[\w+\])?:\s*$/;
/** Redis, of its configuration and of what it has saved. */
const fatal = /^(?:.* # )?\*\*\* FATAL (?:\w+ )+FILE ERROR/;
/** Those that it was made of stand on the next lines, with their stacks. */
const INNER = 64;

/** A head without a word, as Next.js writes it of a page that does not compile. */
const bare = /^\s*(?:\w*Error|\w*Exception):\s*$/;
/** A stack, or another program's last line, says nothing of it. */
const other = /^\s*(?:at |$)|^Node\.js v\d/;

/**
 * Redis says over several lines which of its file it cannot read, and why; Node which of several errors it met. Apache and
 * Rust name the place first, C++ the class, and Java the class that it could not load: what is wrong stands on the next line.
 */
export function wordAt(lines: readonly string[], at: number): string | undefined {
  const line = lines[at];
  const next = lines[at + 1] ?? '';
  if (line !== undefined && several.test(line)) {
    const one = lines.slice(at, at + INNER).findLast(each => /^\s+(?:\[errors\]: \[ *)?Error: /.test(each));
    return one ? `${line.trim()} ${one.slice(one.indexOf('Error: ') + 7)}` : line;
  }
  if (line !== undefined && bare.test(line) && !other.test(next)) return `${line.trim()} ${next.trim()}`;
  const before = lines[at - 1] ?? '';
  if (line !== undefined && below.test(line) && above.test(before)) return `${before.trim()} ${line}`;
  if ((line?.endsWith(':') && /^\S/.test(next)) || /^(?: +what\(\): |\tjava\.lang\.\w+Error: )/.test(next))
    return `${line} ${next.trim()}`;
  return line !== undefined && fatal.test(line) ? lines.slice(at, at + 4).join(' ') : line;
}
