import { writtenBy } from '../../facts/logs/line-date.js';
import { dialled, inUse, isOfConnect, portSaid, started } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import { deathIn, traceIn } from './death-words.js';

/** What a log's end says went wrong. */
export interface LogError {
  readonly kind: 'address-in-use' | 'permission' | 'address-not-here' | 'crash';
  readonly line: string;
  readonly path: string;
  readonly modifiedAt: number;
  /** The port that the error names, where it names one. */
  readonly port: number | null;
  /** The port that it could not connect to: the error is of that server's clients, and none of its own. */
  readonly towards?: number;
  /** It is the runtime's own last word: who said it has ended, whoever else still writes there. */
  readonly final?: true;
}

/** Older evidence is no evidence: a server that died half a day ago is not what keeps today's client out. */
export const freshness = 12 * 3600 * 1000;
/** Only the end tells of the last run. */
const tail = 40;

/** EventMachine's word for a port that is held or privileged; Thin has said before that it listens. */
const noAcceptor = /\bno acceptor \(port is in use or requires root privileges\)/;
const denied =
  /(?:permission denied|EACCES|errno 13\b|\(13\)|access denied|not permitted|don't have permission to access that port|permission to listen on)/i;
/** gunicorn's last word for every error: of a low port that is neither taken nor at a wrong address, it is a denied one. */
const deniedUnsaid = /Can't connect to \('[^']*', \d{1,3}\)/;
/** All that Werkzeug says of a port that Flask may not have. */
const bare = /^Permission denied$/;
/** A file's name, which may hold any of the words below: /srv/portal/app.py; nothing of http://0.0.0.0:80. */
const file = /(?<![\w:/])\.{0,2}\/[\w./@+-]+/g;
/** Python, Node and Ruby name the file that they may not open behind the error, Go and nginx before it; OpenSSL opens nothing else, nor does apt. */
const ofFile =
  /(?:denied|not permitted)(?:[:,] (?:\w+ )?['"]| @ )|\bsystem library:|\b(?:open|pkg\w+::\w+) \(13: |\b(?:open|mkdir|stat|unlink|rename)(?:\(\))? ["'./]/i;
const binds = /\b(?:bind|listen|socket|port|address|server_bind|0\.0\.0\.0|::|127\.0\.0\.1)/i;
/** An address that no interface has (EADDRNOTAVAIL). The last four are the words of gunicorn, Django, BIND and Bokeh. */
export const notHere =
  /cannot assign requested address|EADDRNOTAVAIL|errno 99|\(99\)|can't assign requested address|\bInvalid address: \(|That IP address can't be assigned to|address not available|address '[^']*' not available/i;
/** A socket of a family that the kernel lacks, or that the program's sandbox keeps from it. */
export const noFamily = /address family not supported|EAFNOSUPPORT|errno 97\b|\(97(?:\)|: )/i;

/** PostgreSQL's library (fe-connect.c) on a database that did not answer: "Is the server running on that host and accepting …?"; others on a port that is held. */
const asking = /\b(?:Is (?:the|another) \w{1,20}|already have another server) running\b/;

/** Thin says that it listens before it does; Mosquitto names the port there alone. */
const early = /^(?:[\d:+ -]*)?Listening on \S+, CTRL\+C to stop|\bOpening ipv[46] listen socket on port /;
const failures = [inUse, denied, deniedUnsaid, notHere, noFamily];

/** A port beside the one that is served, without which Caddy and Tomcat do not start: its number is no client's. */
const beside = /administration endpoint: listen |Failed to create (?:a )?(?:server )?shutdown socket/;

/** stunnel, which binds both families in turn, does without the one that it has by the other: a notice, and no error. */
const mild = /\bLOG[4-7]\[\w*\]: /;

/** The last lines, with the head of a traceback that they begin in the middle of: Django's are longer. */
function endOf(lines: readonly string[]): readonly string[] {
  const lost = lines.findLastIndex(line => lostConnector.test(line));
  // Its connector is called HTTP/1.1-8080 by some versions, its handler "http-nio-8080" by all.
  const port = lostConnector.exec(lines[lost] ?? '')?.[1];
  const opened = (line: string): boolean => handler.exec(line)?.[1] === port;
  if (lost >= 0 && !lines.slice(lost).some(opened))
    return lines.slice(lost, lost + tail).filter(line => !whole.test(line));
  const from = Math.max(0, lines.length - tail);
  const trace = traceIn(lines);
  const cut = trace >= 0 && trace <= from && lines.slice(trace + 1, from).every(line => /^\s/.test(line));
  // The line above it tells whether it is of a request.
  return lines.slice(cut ? Math.max(0, trace - 1) : from);
}

/** The last thing that went wrong by a log's end; undefined where it is old, went well afterwards, or says nothing. */
export function lastError(log: LogExcerpt, machine: Machine): LogError | undefined {
  if (log.modifiedAt < (machine.bootedAt ?? 0) || machine.now - log.modifiedAt > freshness) return undefined;
  const lines = endOf(log.lines)
    .map(line => line.trimEnd())
    .filter(line => !mild.test(line));
  const lastStart = lines.findLastIndex(
    line =>
      started.test(line) &&
      !early.test(line) &&
      !asking.test(line) &&
      !failures.some(each => each.test(line)),
  );
  const after = lines.slice(lastStart + 1);
  const tell = (kind: LogError['kind'], line: string | undefined): LogError | undefined =>
    line === undefined
      ? undefined
      : {
          kind,
          line: line.trim().slice(0, 300),
          path: log.path,
          // What is older than the log's last line may be as old as it says.
          modifiedAt: Math.min(log.modifiedAt, 1000 + (writtenBy(line) ?? log.modifiedAt)),
          port: portIn(line, after),
          ...towards(line),
          ...(isFinal(after) && { final: true }),
        };
  const bound = after.some(line => binds.test(line.replace(file, '')));
  const flask = after.some(line => / \* (?:Serving Flask app|Debug mode:)/.test(line));
  const door = tell(
    'crash',
    after.findLast(line => beside.test(line)),
  );
  if (door) return { ...door, port: null };
  const unheld = after.findLast(line => noAcceptor.test(line));
  if (unheld) {
    const low = tell('permission', unheld);
    return low?.port && low.port < 1024 ? low : tell('address-in-use', unheld);
  }
  return (
    tell(
      'address-in-use',
      sayer(after, line => inUse.test(line)),
    ) ??
    tell(
      'permission',
      sayer(after, line => (bound && denied.test(line) && !ofFile.test(line)) || (flask && bare.test(line))),
    ) ??
    tell(
      'address-not-here',
      sayer(after, (line, at) => (notHere.test(line) && !isOfConnect(after, at)) || noFamily.test(line)),
    ) ??
    tell(
      'permission',
      after.findLast(line => deniedUnsaid.test(line)),
    ) ??
    tell('crash', deathIn(after))
  );
}

/** Node names its version last of all when an error that nobody caught ends it; npm and other runners may say so too. */
const isFinal = (lines: readonly string[]): boolean => {
  const at = lines.findLastIndex(line => /^Node\.js v\d/.test(line));
  return (
    at >= 0 &&
    lines.slice(at + 1).every(line => /^(?:$|npm |error\b|info Visit |\W?ELIFECYCLE\b)/i.test(line))
  );
};

/** Node prints the error itself, with its address, and then its properties: "code: 'EADDRINUSE',". */
const property = /^\s*\w+: '\w+',?$/;

/** The last line that says so; one that only holds the error's code where no other does. */
const sayer = (lines: readonly string[], says: (line: string, at: number) => boolean): string | undefined =>
  lines.findLast((line, at) => says(line, at) && !property.test(line)) ?? lines.findLast(says);

/** Jetty, Elasticsearch and Tomcat name the address or port here, and why they cannot have it as the cause of that. */
const unbound = /\bfailed to (?:bind\b|(?:initialize|start) component \[Connector)/i;

/** Tomcat goes on without a connector that it could not open, and says of all else that it has started. */
const lostConnector = /\bFailed to (?:initialize|start) component \[Connector\["?[\w./-]{1,60}-(\d{1,5})\b/;
const handler = /\bStarting ProtocolHandler \["[\w.:%[\]-]{1,60}-(\d{1,5})"\]/;
const whole = /\bServer startup in \[/;

/** The last line of a traceback of Python's may name no port: that stands in a call above, HTTPServer(("", 8000), or port=8000. */
const errnoAlone = /^\S*(?:OSError|PermissionError): \[Errno \d+\]/;
const call = /^ {4}\S.*(?:\(["'][\w.:]*["'], ?|\bport ?= ?)(\d{2,5})\b/;

/** The port that the error's own line names, or another line that is about addresses. */
function portIn(line: string, around: readonly string[]): number | null {
  const about = [line, ...around].filter(
    each => each === line || [early, inUse, denied, unbound].some(tells => tells.test(each)),
  );
  const said = about
    .filter(each => !dialled.test(each))
    .map(each =>
      portSaid(
        each,
        [binds, deniedUnsaid, inUse].some(tells => tells.test(each)),
      ),
    );
  return said.find(each => each !== null) ?? portCalled(line, around);
}

/** Of a call that was to listen: another one may have asked for the port of a server that it could not reach. */
function portCalled(line: string, around: readonly string[]): number | null {
  if (!errnoAlone.test(line) || !failures.some(each => each.test(line))) return null;
  const above = around.slice(0, around.lastIndexOf(line));
  const calls = above.slice(traceIn(above) + 1).flatMap(each => call.exec(each)?.[1] ?? []);
  return calls[0] === undefined ? null : Number(calls[0]);
}

/** The port at the other end of a connection that could not be made. */
function towards(line: string): { readonly towards: number } | undefined {
  const other = dialled.test(line) ? portSaid(line, true) : null;
  return other === null ? undefined : { towards: other };
}
