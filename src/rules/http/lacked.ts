/** A connection that was not had, as the libraries of every language say it. */
const unreached =
  /refused|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|can't (?:reach|connect)|could not connect|failed to connect|timed out/i;

/** A host and port as they stand in such a line (no time of day, no "pid:22", no "main.go:45"), and as urllib3 and libpq write them. */
const places =
  /(?:^|\/\/|[\s"'`(@])((?!pid:|[\w.-]*\.(?:go|py|rb|js|mjs|cjs|ts|java|kt|scala|php|cs|rs|ex|c|cc|cpp):)(?=[\d-]*[a-z.])[\w.-]+|\[?[\da-f]*::[\da-f:]*\]?):(\d{2,5})(?=$|[\s"'`),;/]|[.:](?:\s|$))|\bhost='([\w.:-]+)', port=(\d+)|"([\w.:-]+)"(?: \([\w.:]+\))?, port (\d+)/i;

/** How far below or above the line that names an error the one with the address may stand. */
const NEAR = 20;

function placeIn(line: string): string | undefined {
  const [, host, port, host2, port2, host3, port3] =
    (unreached.test(line) && places.exec(line.slice(0, 1000))) || [];
  const name = host ?? host2 ?? host3;
  if (name === undefined) return undefined;
  return `${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port ?? port2 ?? port3}`;
}

/** What an application asks in its turn and has no connection to, by the lines around the last error of its log. */
export function lackedAt(lines: readonly string[], at: number): string | undefined {
  const above = unreached.test(lines[at] ?? '') ? lines.slice(Math.max(0, at - NEAR), at) : [];
  const line = lines.slice(at, at + NEAR).findLast(placeIn) ?? above.findLast(placeIn);
  return line && placeIn(line);
}
