/**
 * "port 8000", "{port,8000}", "Port already in use: 8000", PHP-FPM's "for address '9000'", and Tomcat's
 * Connector["http-nio-8080"]; not the address in "listening on port: 10.0.0.1:8000".
 */
const port =
  /(?:\bport(?: already in use)?[ =:,]+|\bfor address '|\[Connector\["?[\w./-]{1,60}-)(\d{2,5})\b(?!\.\d)/i;
/** In a line about an address its tail: "[0.0.0.0:8000]", and Docker's "0.0.0.0:8000:172.17.0.2:80". */
const ipv4Port = /\.\d{1,3}:(\d{2,5})\b/;
/** ":::8000", "tcp :8000", "(:8000)", "any:8000", "('', 8000)". */
const addressPort = /(?:(?:[\d\]*:\s(]|\b(?:localhost|any)):|', )(\d{2,5})\b(?!\]|:[\da-f:])/i;

/** A line without the time of day, whose colons are no address's: 10:00:01, or 2026-01-31T10:00:01+0100 or 01Z. */
export const withoutClock = (line: string): string =>
  line.replace(/(?<![\d:])\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?\b/g, '');

/** A place in a source, with its line and column: src/main.rs:12:38. */
const place = /\.[a-z]\w{0,3}:\d+:\d+\b/g;

/** The port that a line of a log names; `ofAddress`, as the tail of an address too. */
export function portSaid(line: string, ofAddress: boolean): number | null {
  const text = withoutClock(line).replace(place, '');
  const found = Number(
    (port.exec(text) ?? (ofAddress ? (ipv4Port.exec(text) ?? addressPort.exec(text)) : null))?.[1],
  );
  return found > 0 && found < 65536 ? found : null;
}

/** A connection that a program could not make: the port is the other end's. */
export const dialled =
  /\b(?:ECONN(?:REFUSED|RESET)|ETIMEDOUT|EHOSTUNREACH|connection refused|connect(?:ing|ion)? to(?! \()|dial tcp)\b/i;

/** EADDRNOTAVAIL of connect(2) is of local ports that are used up: Node says "connect EADDRNOTAVAIL", Go "dial tcp". */
const connects = /\b(?:connect|connecting|dial|create_connection|ConnectException|NoRouteToHostException)\b/i;
/** The last call of a traceback in lines, its place, its text and what underlines that: `in create_connection`, `sock.connect(sa)`. */
const FRAME = 3;
const connecting = /, in (?:create_)?connect|\bconnect\w*\(/;

/** An address that was missing on the way to another server, by the line itself, or by the call above it that Python prints. */
export const isOfConnect = (lines: readonly string[], at: number): boolean => {
  const above = /^\S*OSError: /.test(lines[at]!) ? lines.slice(Math.max(0, at - FRAME), at) : [];
  const frame = above.findLastIndex(each => each.startsWith('  File '));
  const call = above.slice(Math.max(0, frame));
  return connects.test(lines[at]!) || call.some(each => connecting.test(each));
};

/** A port that another holds, in the words of the C library, Node, Python, gunicorn, MySQL, Jupyter, Gradio and others. */
export const inUse =
  /address (?:(?:already )?in use|already used)|connection in use|EADDRINUSE|errno[ =:]{1,2}98|\(98\)|port(?: \d+)?,?(?: (?:it|is|was|seems to be|already)){0,3} in use|port is already allocated|port \d+ is (?:already (?:being )?used|not available|occupied|taken)|already (?:running|listening|using)(?: on)? port \d+|port \d+ not free on|have another (?:mysqld )?server running on port|There may be another Privoxy|Cannot find empty port in range|another instance of uWSGI is running/i;
/** What servers say once they listen, or when they are about to (nginx by its workers); not Spring's advice to stop "the process that's listening on port 8080", nor asyncio's `coro=<tick() running at /srv/app.py:12>`, nor the socket by which gunicorn is controlled. */
export const started =
  /(?<!(?:\b(?:no|not|already|that's|stopped|failed|control socket|create(?: \w+){0,2})|n't) )\b(?:listening|serving http|running (?:on|at(?! \S+\.py:))|started server|server started|ready in|ready to accept|booted|local:\s+http|now listening|accepting connections|ready for connections|resuming normal operations|waiting for connections|server startup in|started on port|Development server at|start worker process|started as root without requesting chroot)\b/i;

/** The last line by which a log says that its server listens, and on which port; null where it names none. */
export function listeningSaid(log: readonly string[]): {
  readonly line: string;
  readonly port: number | null;
} {
  const line = log.findLast(each => started.test(each))?.trim() ?? '';
  return { line, port: portSaid(line, true) };
}

/** Why else a server could not listen where it wanted to. */
const kept = /EADDRNOTAVAIL|EACCES|permission denied|assign requested address|invalid address/i;

/** What the other end of a connection has refused tells of that one's port: `connect() failed (13: Permission denied)`. */
const outgoing = /\b(?:dial|connect(?:ing)?)\b/i;
/** Node names it once more among the properties of its error, when the line with its address may be far above. */
const property = /^\s*port: (\d{2,5}),?$/;

/** The port that a server could not have, by what it said at last. What other lines say of ports may be of other servers. */
export function portRefused(log: readonly string[]): number | null {
  const tells = (line: string) => (inUse.test(line) || kept.test(line)) && !outgoing.test(line);
  if (!log.some(tells)) return null;
  const said = log
    .toReversed()
    .map(line => (tells(line) || property.test(line) ? portSaid(line, true) : null));
  return said.find(each => each !== null) ?? null;
}

const announces = /listen|running|\bserv|started|ready|available|bound/i;
/** The same words tell of other servers: one that is waited for, or that a proxy leads to. */
const others = /prox|upstream|backend|forward|connect|wait|\bnot\b|\bIs the server\b/i;

/** The log says of its server that it has this port, or was to have it. */
export const announcesPort = (lines: readonly string[], port: number): boolean =>
  lines.some(
    line =>
      announces.test(line) &&
      !dialled.test(line) &&
      !others.test(line) &&
      portSaid(line.replaceAll('"', ' '), true) === port,
  );
