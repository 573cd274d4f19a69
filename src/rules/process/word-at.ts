/** An error of several, which says nothing itself: Node tried each address of a name (net.setDefaultAutoSelectFamily()). */
const several = /^AggregateError(?: \[\w+\])?:\s*$/;
/** Those that it was made of stand on the next lines, with their stacks. */
const INNER = 64;

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
  if ((line?.endsWith(':') && /^\S/.test(next)) || /^(?: +what\(\): |\tjava\.lang\.\w+Error: )/.test(next))
    return `${line} ${next.trim()}`;
  return line?.startsWith('*** FATAL CONFIG FILE ERROR') ? lines.slice(at, at + 4).join(' ') : line;
}
