/** Most port numbers that are written out for one address and protocol. */
const MOST = 100;

/** Port numbers in ascending order, three or more in a row as a range: 22 80 8000-8003. */
export function portNumbers(ports: readonly number[]): string[] {
  const words: string[] = [];
  for (let at = 0; at < ports.length; ) {
    let end = at;
    while (ports[end + 1] === ports[end]! + 1) end++;
    if (end - at >= 2) words.push(`${ports[at]}-${ports[end]}`);
    else for (let one = at; one <= end; one++) words.push(String(ports[one]));
    at = end + 1;
  }
  return words.length > MOST ? [...words.slice(0, MOST), `and ${words.length - MOST} more`] : words;
}
