/** 2026-11-20 03:00:00,123 +0000, 2026/11/20 03:00:00, time="2026-11-20T03:00:00Z", ERROR 2026-…: what a line begins with. */
const DATE =
  /^\W{0,2}(?:[A-Z]{4,8}\W{1,3}|\w{1,9}="?)?(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:[.,]\d+)? ?(Z\b|[+-]\d\d:?\d\d\b)?/;

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
  if (found === undefined) return undefined;
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
