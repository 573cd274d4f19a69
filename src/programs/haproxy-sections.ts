import type { ConfigurationFile } from '../facts/configuration/types.js';
import { type Line, linesOf } from './upstreams-others.js';

/** A section of HAProxy's configuration: its keyword, its name, the lines below. */
export interface Section {
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly Line[];
}

/** The sections of HAProxy's configuration, in their order (docs.haproxy.org, "Configuration file format"). */
export function sectionsOf(files: readonly ConfigurationFile[]): readonly Section[] {
  const sections: { kind: string; name: string; lines: Line[] }[] = [];
  for (const line of linesOf(files)) {
    const [, kind, name] =
      /^(frontend|backend|listen|global|defaults|peers|resolvers|userlist)\b\s*(\S*)/.exec(line.text) ?? [];
    if (kind !== undefined) sections.push({ kind, name: name ?? '', lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

/** The frontends that take a port's connections, the backends that they name, and the sections that these are. */
export function waysOf(sections: readonly Section[], port: number) {
  const bind = new RegExp(`^bind\\s+\\S*:${port}(\\s|,|$)`);
  const fronts = sections.filter(({ lines }) => lines.some(({ text }) => bind.test(text)));
  const used = fronts.flatMap(({ lines }) =>
    lines.flatMap(({ text }) => /^(?:default_backend|use_backend)\s+(\S+)/.exec(text)?.[1] ?? []),
  );
  const backs = [
    ...fronts.filter(({ kind }) => kind === 'listen'),
    ...sections.filter(({ kind, name }) => kind === 'backend' && used.includes(name)),
  ];
  return { fronts, used, backs };
}
