/** 2026-11-20 03:00:00,123 +0000, 2026/11/20 03:00:00, time="2026-11-20T03:00:00Z", ERROR 2026-…: what a line begins with. */
const DATE =
  /^\W{0,2}(?:[A-Z]{4,8}\W{1,3}|\w{1,9}="?)?(\d{4})[-/](\d\d)[-/](\d\d)[T_ ](\d\d):(\d\d)(?::(\d\d))?(?:[.,]\d+)? ?(Z\b|[+-]\d\d:?\d\d\b)?/;

/** [Fri Nov 20 03:00:00.123 2026] of Apache (core_generate_log_prefix() in its server/log.c), as asctime(3) writes it. */
const ASCTIME = /^\W?[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (\d{4})\b/;
/** 20-Nov-2026 03:00:00.123 of Tomcat, 1:M 20 Nov 2026 03:00:00.123 of Redis. */
const DAY_FIRST = /^\W?(?:\d{1,8}:[A-Z] )?(\d{1,2})[- ]([A-Z][a-z]{2})[- ](\d{4}) (\d\d):(\d\d):(\d\d)/;
/** {"level":50,"time":1795000000000 of pino, in milliseconds, and "ts":1795000000.123 of Caddy, in seconds. */
const EPOCH = /^\{(?:"level":[^,]{1,9},)?"(?:time|ts)":(\d{10})(\d{3})?\b/;

/** @400000006722ab0c1a2b3c4d of multilog and s6-log: the seconds of TAI64N, ten ahead of the epoch's. */
const TAI = /^@40000000([\da-f]{8})[\da-f]{8} /;

/**
 * What keepers of a log set before each line, whatever that says: multilog t and s6-log t, svlogd -tt and -ttt, s6-log T, and
 * PM2's --time.
 */
const STAMP = /^(?:@[\da-f]{24}|\d{4}-\d\d-\d\d(?:[_T]\d\d:\d\d:\d\d(?:\.\d{5}|:)| \d\d:\d\d:\d\d\.\d{9} )) /;

export const withoutStamp = (line: string): string => line.replace(STAMP, '');

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const HOUR = 3_600_000;
/** No clock is further behind UTC. */
const FURTHEST = 12 * HOUR;

/** Minutes ahead of UTC: 90 for +01:30. */
function ahead(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

/**
 * The latest moment at which a line of a log can have been written by its own date, milliseconds since the epoch; a date
 * without a zone may be in any. Undefined where it has none.
 */
export function writtenBy(line: string): number | undefined {
  const [found, year, month, day, hour, minute, second = '0', zone] = DATE.exec(line) ?? [];
  if (found === undefined) return bySecond(line) ?? byMonth(line);
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return zone === undefined ? local + FURTHEST : local - ahead(zone) * 60_000;
}

function bySecond(line: string): number | undefined {
  const tai = TAI.exec(line)?.[1];
  const seconds = tai === undefined ? EPOCH.exec(line)?.[1] : Number.parseInt(tai, 16) - 10;
  return seconds === undefined ? undefined : (Number(seconds) + 1) * 1000;
}

/** Of a date with the name of its month, which has no zone. */
function byMonth(line: string): number | undefined {
  const [, name = '', date, ...time] = ASCTIME.exec(line) ?? [];
  const [, day, month = '', year, ...clock] = DAY_FIRST.exec(line) ?? [];
  const [hour, minute, second] = (name ? time : clock).map(Number);
  const index = MONTHS.indexOf(name || month);
  if (index < 0) return undefined;
  return (
    Date.UTC(Number(name ? time[3] : year), index, Number(name ? date : day), hour, minute, second) + FURTHEST
  );
}
