import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { sectionsOf, settingOf, waysOf } from './haproxy-sections.js';
import { hostAndPort, type Passed, type Upstream } from './upstream.js';

/** HAProxy: the servers of the backends that the frontend of a port may use. */
export function haproxyUpstreams(files: readonly ConfigurationFile[], { port }: Passed): readonly Upstream[] {
  const sections = sectionsOf(files);
  const { fronts, used, backs } = waysOf(sections, port);
  const raw =
    fronts.length > 0 &&
    fronts.every(each => (settingOf(each, sections, /^mode\s+(\w+)/) ?? 'tcp') === 'tcp');
  // A frontend that names no backend answers by itself.
  const alone = fronts.length > 0 && used.length === 0;
  return (backs.length > 0 || alone ? backs : sections).flatMap(({ lines }) =>
    lines.flatMap((line): readonly Upstream[] => {
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
      };
      const socket = /^(?:unix@)?(\/\S+)$/.exec(address)?.[1];
      if (socket) return [{ ...common, host: null, port: null, path: socket }];
      const found = hostAndPort(address.replace(/^ipv[46]@/, ''), port);
      return found ? [{ ...common, ...found, path: null }] : [];
    }),
  );
}
