import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { literal } from '../../programs/literal.js';

/** Before a path that is served for another method than GET, which is asked, or that others are sent to: app.post('/orders'. */
const notServed =
  /\b(?:post|put|patch|delete|options|redirect\w{0,16}|fetch|(?:axios|requests)\.\w{1,9})[ (]\s{0,9}$|\bLocation["']?\s?[:,=]\s{0,9}$/i;
const comment = /^\s*(?:#|\/\/|\/?\*)/;
/** Beside one, where the source looks at the method itself. */
const otherMethod = /["'`](?:POST|PUT|PATCH|DELETE|OPTIONS)["'`]/;
/** Characters of a line that are looked at on each side: those of a bundle are long. */
const BESIDE = 100;

/** Django's path('orders/', …) and re_path(r'^orders/$', …), in which no slash begins a path. */
const ofDjango = (route: string): string => `(?<![a-z])(?:path|url)\\(\\s{0,80}r?(["'])\\^?${route}\\$?\\2`;

/** A text has a part of a path in it, as a string of its own, and serves that to GET for all that stands beside it. */
function names(text: string, route: string): boolean {
  // A route with a slash at its end is asked for without one too, and the other way round it is not.
  const written = literal(route) + (route.endsWith('/') ? '' : '/?');
  const asString = new RegExp(`(["'\`])/${written}\\1|${ofDjango(written)}`, 'g');
  return [...text.matchAll(asString)].some(({ index }) => {
    const before = text.slice(Math.max(0, index - BESIDE), index).replace(/^.*\n/s, '');
    const [after = ''] = text.slice(index, index + BESIDE).split('\n', 1);
    return !comment.test(before) && !notServed.test(before) && !otherMethod.test(before + after);
  });
}

/**
 * A source serves a path: it names all of it, or its end where one of the sources beside it names the rest, as a router
 * that is mounted below a prefix does.
 */
export function servesPath(text: string, path: string, beside: readonly ConfigurationFile[]): boolean {
  const [, bare = '', end = ''] = /^\/*([^?#]*?)(\/?)\/*(?:[?#]|$)/.exec(path) ?? [];
  const segments = bare === '' ? [] : bare.split('/').slice(0, 8);
  return segments.some((_, at) => {
    const prefix = segments.slice(0, at).join('/');
    return (
      names(text, segments.slice(at).join('/') + end) &&
      (at === 0 || beside.some(other => names(other.text, prefix)))
    );
  });
}
