import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Process } from '../../facts/processes/types.js';
import type { Unit } from '../../facts/units/types.js';
import { serviceFolder } from '../../programs/supervision/service-folder.js';
import { at } from '../serving.js';
import type { Wait } from './awaited-connection.js';
import { logOf } from './unit-logs.js';

/** What programs write about a service that they need and do not get; its address, or its port alone, follows. */
const lacking =
  /(?:wait(?:ing)? for|(?:could not|cannot|can't|failed to|unable to) (?:connect|reach)|connect call failed|refused|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|connection to server|retrying).*?(?:^|[\s"'`(@/])((?:[\w.-]+|\[[\da-f:]+\]):\d{2,5}|port \d{2,5})\b/i;

/** What comes before the words in other logs: "dial tcp 127.0.0.1:5432: connect: connection refused". */
const refused = /refused|ETIMEDOUT|timed out|could not be established|Name or service not known/i;
const places = /(?<=^|[\s"'`(@/])(?:[\w.-]+|\[[\da-f:]+\]):\d{2,5}(?!:?\d)/gi;

/** A place in two words, as asyncio, urllib3 and Laravel have it: ('127.0.0.1', 5672); host='db', port=9200; Host: db, Port: 3306. */
const inTwo =
  /(?:\('([\w.:-]{1,80})', |\bhost(?:='|: )([\w.:-]{1,80})'?, port(?:=|: ))(\d{2,5})(?=[,)\s]|$)/gi;
const inOne = (line: string): string =>
  line.replace(inTwo, (_, address, host, port) => ` ${at(address ?? host, Number(port))}`);

/** The place in a source that a logger names: app.py:42. */
const source = /\.(?:go|py|[cm]?js|ts|rb|rs|java|kt|php|pl|cs|c|cc|cpp|exs?):\d+$/;

/** The name of a service that nobody resolves, in the words of libpq, Node, PHP, Go, Java, MySQL's library and curl. */
const unresolved =
  /(?:could not translate host name "|getaddrinfo (?:ENOTFOUND|EAI_AGAIN|for) |\blookup (?=\S+(?: on \S+)?: (?:no such host|server misbehaving|no answer|Temporary failure|(?:read|dial) udp))|UnknownHostException: |Unknown (?:MySQL )?server host '|Could not resolve host: )(\w[\w.-]*)/i;
/** The unix socket of one: MySQL's and PostgreSQL's libraries name its path, and so do scripts that wait for it. */
const wanting = /(?:wait(?:ing)? for|connect|unix socket)(.*)/i;
/** A server's word of a socket of its own, as Redis, PostgreSQL and Uvicorn say it: "ready to accept connections at /run/redis.sock", "listening on Unix socket", "running on unix socket". */
const ready =
  /\b(?:(?:ready (?:to accept|for)|waiting for|accepts) connections|(?:listening|running) on unix socket)\b/i;
/** As long as one may be (sun_path in unix(7)). */
const local = /(?<![\w./-])(\/[\w./-]{1,107})(?<=\.sock(?:et)?|\.PGSQL\.\d{2,5})(?![\w./-])/i;

/** Characters of a line that are looked at: the patterns take the square of them. */
const LONGEST = 2000;

/** The place that a line names as the one that is not to be had; the time of day is none. */
function lackedIn(written: string): string | undefined {
  const line = inOne(written.slice(0, LONGEST));
  const name = unresolved.exec(line)?.[1];
  if (name !== undefined) return `the name ${name}`;
  const before = line.slice(0, Math.max(0, line.search(refused)));
  return (
    (ready.test(line) ? undefined : local.exec(wanting.exec(line)?.[1] ?? '')?.[1]) ??
    lacking.exec(line)?.[1] ??
    before.match(places)?.findLast(each => /[a-z.\]]/i.test(each) && !source.test(each))
  );
}

/** Lines of a log's end that tell of what goes on now; but for those that Node prints below an error: its stack and its properties. */
const LATEST = 5;
const belonging = /^\s+(?:at |\[?\w+\]?: )|^[}\]]/;

/** Its own log says, at its end, what it does without: the file that it writes to, or that its supervisor keeps for it. */
export function byLog(
  process: Process,
  processes: readonly Process[],
  logs: readonly LogExcerpt[],
  units: readonly Unit[],
): Wait | undefined {
  const family = [process, ...processes.filter(child => child.parent === process.pid)];
  const isKept = serviceFolder(process, processes) !== undefined;
  const own = [
    ...logs.filter(
      log =>
        (isKept && log.because === 'kept' && log.pid === null) ||
        family.some(each => each.pid === log.pid || isWrittenBy(log, each)),
    ),
    ...units
      .filter(({ mainPid }) => mainPid === process.pid)
      .map(unit => ({ path: logOf(unit), lines: unit.log })),
  ];
  for (const { path, lines } of own) {
    const line = lines
      .filter(each => !belonging.test(each))
      .slice(-LATEST)
      .findLast(each => lackedIn(each) !== undefined);
    const place = line && lackedIn(line);
    if (!place) continue;
    return {
      process,
      places: [place],
      evidence: { fact: 'logs', says: `${path} ends with: ${line.trim().slice(0, 300)}`, source: path },
    };
  }
  return undefined;
}
