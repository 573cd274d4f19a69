import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { defaultsOf, type Section, sectionsOf, waysOf } from './haproxy-sections.js';
import { hostAndPort } from './upstream.js';
import type { Line } from './upstreams-others.js';

/** How many connections may be open at once (maxconn), and where that is written. */
export interface Limit {
  /** 'frontend web', 'the whole of HAProxy', 'server app1'. */
  readonly of: string;
  readonly most: number;
  readonly line: Line;
}

/** A server of a backend, with the most connections that HAProxy makes to it; null where there is no such limit. */
export interface ServerLimit {
  readonly host: string;
  readonly port: number;
  readonly limit: Limit | null;
}

const MAXCONN = /^maxconn\s+(\d{1,9})\b/;

const limitIn = (section: Section | undefined, of: string): readonly Limit[] =>
  (section?.lines ?? []).flatMap(line => limitOf(line, MAXCONN, of)).slice(-1);

function limitOf(line: Line, pattern: RegExp, of: string): readonly Limit[] {
  const most = Number(pattern.exec(line.text)?.[1] ?? 0);
  return most > 0 ? [{ of, most, line }] : [];
}

/** What limits the connections of clients on a port: its frontend (or the defaults that it goes by), and HAProxy as a whole. */
export function frontLimits(files: readonly ConfigurationFile[], port: number): readonly Limit[] {
  const sections = sectionsOf(files);
  const { fronts } = waysOf(sections, port);
  // Two frontends on one port take turns: which one is full, the port alone does not tell.
  const [front] = fronts;
  if (!front || fronts.length > 1) return [];
  const before = defaultsOf(front, sections);
  const name = `${front.kind} ${front.name}`;
  const own = limitIn(front, name);
  const whole = sections
    .filter(({ kind }) => kind === 'global')
    .flatMap(each => limitIn(each, 'all of HAProxy'));
  return [...(own.length > 0 ? own : limitIn(before, name)), ...whole.slice(-1)];
}

/** The servers behind a port, where it has one backend alone; empty where which one is asked is not to be told. */
export function serverLimits(files: readonly ConfigurationFile[], port: number): readonly ServerLimit[] {
  const { backs } = waysOf(sectionsOf(files), port);
  const [back] = backs;
  if (!back || backs.length > 1) return [];
  return back.lines.flatMap(line => {
    const [, name, address = '', options = ''] = /^server\s+(\S+)\s+(\S+)(.*)$/s.exec(line.text) ?? [];
    if (name === undefined || /\s(disabled|backup)\b/.test(options)) return [];
    const found = hostAndPort(address.replace(/^ipv[46]@/, ''), port);
    if (!found) return [];
    return [{ ...found, limit: limitOf(line, /\smaxconn\s+(\d{1,9})\b/, `server ${name}`)[0] ?? null }];
  });
}
