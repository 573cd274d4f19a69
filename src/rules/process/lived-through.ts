/**
 * A request's line in an access log: what was said above it ended nobody, but by 502 and 504, which a proxy answers where
 * the server is gone. The line of dashes closes what Python's socketserver says of one; php -S has the status and the end
 * of the connection, morgan and Next.js how long it took.
 */
const method = '(?:GET|POST|HEAD|PUT|PATCH|DELETE|OPTIONS)';
const status = '(?!50[24]\\b)\\d{3}\\b';
const answered = new RegExp(
  `"${method} \\S+ HTTP/\\d(?:\\.\\d)?" ${status}|^ *${method} /\\S* ${status} (?:in )?[\\d.]+ ?m?s\\b|^-{40}$|\\[\\d{3}\\]: [A-Z]{3,7} /|:\\d{1,5} Closing$`,
);

/** The head of an error in one request, which the server answers with 500: of socketserver, Flask, gunicorn and aiohttp, Uvicorn, Django, Tornado, Waitress, Sanic, Hypercorn, Daphne, gRPC, Tomcat. */
const ofRequest =
  /\b(?:occurred|happened) during processing of request from \(|\bException on \S+ \[[A-Z]+\]|\bError handling request\b|\bException in ASGI application\b|\bInternal Server Error: \/|\bUncaught exception [A-Z]+ \/|\bException while serving \/|\bException occurred while handling uri\b|\bError in ASGI Framework$|\bException inside application: |\bException calling application: |\bServlet\.service\(\) for servlet\b.* threw exception/;

const traceback = /^Traceback \(most recent call last\)/;
const chained = /^(?:During handling of the above exception|The above exception was the direct cause)/;
/** The exception by its class, at the end of its frames, or above them in Java. */
const exception = /^(?!(?:Killed|Terminated|Aborted)$)(?:Caused by: )?[A-Za-z_][\w.$]*(?:: |$)/;
const frame = /^(?:\s|$|HTTPServerRequest\()/;

/** Express names an error with its stack, of which its own layers are a part, and lives on; Node ends with its version. */
const inExpress = /^\s+at Layer\.handle/;
const isOfExpress = (lines: readonly string[], at: number): boolean => {
  const end = lines.findIndex((line, index) => index > at && !/^\s/.test(line));
  const stack = lines.slice(at + 1, end < 0 ? undefined : end);
  return (
    stack.some(line => inExpress.test(line)) && !lines.slice(at).some(line => /^Node\.js v\d/.test(line))
  );
};

/** The lines with those left empty that tell of an error which the server has outlived: one of a single request. */
export function withoutOutlived(lines: readonly string[], ofSeveral: RegExp): readonly string[] {
  const last = lines.findLastIndex(line => answered.test(line) && !ofSeveral.test(line));
  let inside = false;
  let expected = false;
  return lines.map((line, at) => {
    if (at <= last || isOfExpress(lines, at)) return '';
    if (ofRequest.test(line)) inside = expected = true;
    else if (traceback.test(line)) {
      inside &&= expected;
      expected = false;
    } else if (chained.test(line)) expected = true;
    else if (exception.test(line)) expected = false;
    else inside &&= frame.test(line);
    return inside ? '' : line;
  });
}

/**
 * What was said of one request, as a warning, or by one that tries again ends nobody. "Set it, and try again" is said to
 * people, and "after retrying 5 times" by who has given up.
 */
const passing =
  /(?<!\bafter )\b(?:retry|reconnect)ing\b|\btrying again\b|\b(?:(?:will|'ll|going to) try again|try again in \d)|Warning\b|\bCRIT S(?:upervisor|erver) |\bclient: |\[client |\bhttp: proxy error: |\bsaid into stderr: |"(?:GET|POST|HEAD|PUT|PATCH|DELETE|OPTIONS) \/|\[(?:\w+:)?(?:error|warn|notice|info|debug)\] \d+#\d+:/;

/** Vite and Next.js print the error of one request that they passed on, whole and in the next line. */
const passedOn = /\b(?:http|ws) proxy (?:socket )?error\b|^Failed to proxy /;

/** PostgreSQL tells one client so, and its log; whoever dies of that names an error of its own before it. */
const ofClient =
  /^[^a-z]*\[\d+\](?: \S+@\S+)? FATAL: +(?:(?:password|\w+) authentication failed|no pg_hba\.conf entry|sorry, too many clients|remaining connection slots|terminating connection|(?:database|role) "[^"]*" does not exist)/;

/** The line, below the one before it, ended nobody. */
export const isPassing = (line: string, before = ''): boolean =>
  passing.test(line) || ofClient.test(line) || passedOn.test(before);
