import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { forAddress } from './for-address.js';
import { type Line, linesOf } from './upstreams-others.js';

/** A section of HAProxy's configuration: its keyword, its name, the lines below. */
export interface Section {
  readonly kind: string;
  readonly name: string;
  /** The defaults section that it names (`from`); null where it takes those that stand before it. */
  readonly from: string | null;
  readonly lines: readonly Line[];
}

/** What starts it may write its configuration, and then holds the same once more. */
const isScript = ({ path, text }: ConfigurationFile): boolean =>
  text.startsWith('#!') || path.endsWith('.sh');

/** The sections of HAProxy's configuration, in their order (docs.haproxy.org, "Configuration file format"). */
export function sectionsOf(files: readonly ConfigurationFile[]): readonly Section[] {
  const sections: (Section & { lines: Line[] })[] = [];
  for (const line of linesOf(files.filter(each => !isScript(each)))) {
    const [, kind, name = '', from = null] =
      /^(frontend|backend|listen|global|defaults|peers|resolvers|userlist)\b\s*(\S*)(?:\s+from\s+(\S+))?/.exec(
        line.text,
      ) ?? [];
    if (kind !== undefined) sections.push({ kind, name, from, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

/** The defaults that a section goes by: those that it names, or the last before it. Those may go by others in turn. */
export function defaultsOf(section: Section, sections: readonly Section[]): Section | undefined {
  return section.from === null
    ? sections.slice(0, sections.indexOf(section)).findLast(({ kind }) => kind === 'defaults')
    : sections.find(({ kind, name }) => kind === 'defaults' && name === section.from);
}

/** The value of a setting of a section, or of the defaults that it goes by; its pattern's first group. */
export function settingOf(
  section: Section,
  sections: readonly Section[],
  pattern: RegExp,
): string | undefined {
  const seen = new Set<Section>();
  for (let at: Section | undefined = section; at && !seen.has(at); at = defaultsOf(at, sections)) {
    seen.add(at);
    const value = at.lines.flatMap(({ text }) => pattern.exec(text)?.[1] ?? []).at(-1);
    if (value !== undefined) return value;
    // Defaults go by others only where they name them.
    if (at.kind === 'defaults' && at.from === null) return undefined;
  }
  return undefined;
}

/** The frontends that take a port's connections, the backends that they name, and the sections that these are. */
export function waysOf(sections: readonly Section[], port: number, address?: string) {
  const placesOf = ({ lines }: Section): readonly string[] =>
    lines.flatMap(({ text }) =>
      (/^bind\s+(\S+)/.exec(text)?.[1]?.split(',') ?? []).filter(place => place.endsWith(`:${port}`)),
    );
  const fronts = forAddress(
    sections.filter(each => placesOf(each).length > 0),
    placesOf,
    address,
  );
  const used = fronts.flatMap(({ lines }) =>
    lines.flatMap(({ text }) => /^(?:default_backend|use_backend)\s+(\S+)/.exec(text)?.[1] ?? []),
  );
  const backs = [
    ...fronts.filter(({ kind }) => kind === 'listen'),
    ...sections.filter(({ kind, name }) => kind === 'backend' && used.includes(name)),
  ];
  return { fronts, used, backs };
}
