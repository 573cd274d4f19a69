import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Section, sectionsOf, settingOf, waysOf } from './haproxy-sections.js';
import { hostAndPort, type Passed, type Upstream } from './upstream.js';

/** The page of a section's health check; undefined where another answer than 2xx and 3xx may be what it expects. */
function checkOf(section: Section, sections: readonly Section[]): string | undefined {
  if (settingOf(section, sections, /^http-check\s+(expect)\b/)) return undefined;
  return (
    settingOf(section, sections, /^http-check\s+send\s+meth\s+(?:GET|HEAD)\s+uri\s+(\/\S*)/) ??
    settingOf(section, sections, /^option\s+httpchk\s+(?:GET|HEAD)\s+(\/\S*)/)
  );
}

/** Backends of a frontend whose health checks are looked at. */
const MOST_CHECKED = 32;

/** HAProxy: the servers of the backends that the frontend of a port may use. */
export function haproxyUpstreams(files: readonly ConfigurationFile[], { port }: Passed): readonly Upstream[] {
  const sections = sectionsOf(files);
  const { fronts, used, backs } = waysOf(sections, port);
  const raw =
    fronts.length > 0 &&
    fronts.every(each => (settingOf(each, sections, /^mode\s+(\w+)/) ?? 'tcp') === 'tcp');
  // To look for the defaults of a section takes a walk through all of them.
  const few = backs.length <= MOST_CHECKED;
  // A frontend that names no backend answers by itself.
  const alone = fronts.length > 0 && used.length === 0;
  return (backs.length > 0 || alone ? backs : sections).flatMap(section => {
    const check = few && backs.includes(section) ? checkOf(section, sections) : undefined;
    const checksAll =
      check !== undefined && settingOf(section, sections, /^default-server\s.*(\bcheck)\b/) !== undefined;
    return section.lines.flatMap((line): readonly Upstream[] => {
      const [, address, options = ''] = /^server\s+\S+\s+(\S+)(.*)$/s.exec(line.text) ?? [];
      if (address === undefined || /\bdisabled\b/.test(options)) return [];
      const protocol = /\bssl\b/.test(options) ? ('https' as const) : ('http' as const);
      const common = {
        protocol,
        file: line.file,
        line: line.line,
        text: line.text,
        ...(/\bsend-proxy/.test(options) && { proxyHeader: true as const }),
        ...(raw && { raw: true as const }),
        ...(check && (checksAll || /\scheck(?:\s|$)/.test(options)) && { check }),
      };
      const socket = /^(?:unix@)?(\/\S+)$/.exec(address)?.[1];
      if (socket) return [{ ...common, host: null, port: null, path: socket }];
      const found = hostAndPort(address.replace(/^ipv[46]@/, ''), port);
      return found ? [{ ...common, ...found, path: null }] : [];
    });
  });
}
