/** What a conditional request is compared with: the entity tag with its quotes, and the time in whole seconds. */
export interface Validators {
  readonly etag: string;
  readonly modifiedSeconds: number;
}

/** The headers of a request that make it conditional; undefined where they are not sent. */
export interface Conditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
}

/** Judges a GET or HEAD by RFC 9110, 13.2.2: 412, 304, or 200 where the representation is to be sent. */
export const judge = (conditions: Conditions, current: Validators): 200 | 304 | 412 => {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  if (ifMatch !== undefined) {
    if (!listHas(ifMatch, current.etag, false)) return 412;
  } else if (ifUnmodifiedSince !== undefined) {
    const time = parseDate(ifUnmodifiedSince);
    if (time !== undefined && current.modifiedSeconds > time) return 412;
  }
  if (ifNoneMatch !== undefined) return listHas(ifNoneMatch, current.etag, true) ? 304 : 200;
  if (ifModifiedSince === undefined) return 200;
  const time = parseDate(ifModifiedSince);
  return time !== undefined && current.modifiedSeconds <= time ? 304 : 200;
};

/** Whether a Range may be obeyed: If-Range must name this very representation (RFC 9110, 13.1.5), strongly. */
export const rangeApplies = (ifRange: string | undefined, current: Validators): boolean => {
  if (ifRange === undefined) return true;
  const value = ifRange.trim();
  if (value.startsWith('"') || value.startsWith('W/')) return value === current.etag;
  return parseDate(value) === current.modifiedSeconds;
};

/** `weak`: a W/ before a tag does not matter (RFC 9110, 8.8.3.2). */
const listHas = (list: string, etag: string, weak: boolean): boolean => {
  if (list.trim() === '*') return true;
  for (const [, mark, tag] of list.matchAll(/(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g))
    if (tag === etag && (weak || mark === undefined)) return true;
  return false;
};

const formats = [
  /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
  /^[A-Z][a-z]+day, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/,
];

/** Seconds since 1970 of a date in one of HTTP's three formats (RFC 9110, 5.6.7); undefined for anything else. */
export const parseDate = (text: string): number | undefined => {
  const value = text.trim();
  if (!formats.some(format => format.test(value))) return undefined;
  const time = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
};
