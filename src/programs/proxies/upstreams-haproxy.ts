import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Section, sectionsOf, settingOf, waysOf } from './haproxy-sections.js';
import { hostAndPort, type Passed, type Upstream } from './upstream.js';

/** A section that has none, or one of another kind, whatever its defaults say. */
const OTHERWISE = /^(?:no\s+option\s+httpchk|option\s+[\w-]+-check)\b/;

/** The one header of a health check that an application goes by and that says no secret; few look at its port. */
const HOST_SENT = /\bhdr\s+host\s+([\w.-]+)(?::\d+)?(?=\s|$)/i;

/**
 * The page of a section's health check, and the name that it is asked by; undefined where another answer than 2xx and 3xx
 * may be what it expects, or what it sends may get another answer than the bare page does: a password, a body.
 */
function checkOf(section: Section, sections: readonly Section[]): Pick<Upstream, 'check' | 'checkHost'> {
  const of = (pattern: RegExp) => settingOf(section, sections, pattern);
  const option = of(/^option\s+httpchk\b(.*)$/);
  if (option === undefined || section.lines.some(({ text }) => OTHERWISE.test(text))) return {};
  const send = of(/^http-check\s+send\s(.*)$/) ?? '';
  const rest = send.replace(HOST_SENT, '');
  if (of(/^http-check\s+(expect|connect)\b/) || /\b(?:hdr|body|uri-lf)\b/.test(rest)) return {};
  const sent = /\b(?:meth|uri)\s.*/.exec(rest)?.[0];
  const line =
    /^\s+(?:GET|HEAD)\s+(\/\S*)(?:\s+HTTP\/[\d.]+(?:\\r\\n[Hh]ost:\\ ([\w.-]+)(?::\d+)?)?)?\s*$/.exec(option);
  const check = sent === undefined ? line?.[1] : /^meth\s+(?:GET|HEAD)\s+uri\s+(\/\S*)/.exec(sent)?.[1];
  const checkHost = HOST_SENT.exec(send)?.[1] ?? line?.[2];
  return { ...(check && { check, ...(checkHost && { checkHost }) }) };
}

/** Whether a server is checked where its connections go, and as they begin. */
const isChecked = (options: string): boolean =>
  /\scheck\s/.test(options) && !/\s(?:no-check|port|addr|check-[\w-]+|send-proxy[\w-]*)\s/.test(options);

/** Whether servers' certificates count of which nothing is said. */
const verifyOf = (sections: readonly Section[]): string | undefined =>
  sections
    .filter(({ kind }) => kind === 'global')
    .flatMap(({ lines }) => lines.flatMap(({ text }) => /^ssl-server-verify\s+(\w+)/.exec(text)?.[1] ?? []))
    .at(-1);

/** Backends of a frontend whose health checks are looked at. */
const MOST_CHECKED = 32;

/** HAProxy: the servers of the backends that the frontend of a port may use. */
export function haproxyUpstreams(
  files: readonly ConfigurationFile[],
  { port, address }: Passed,
): readonly Upstream[] {
  const sections = sectionsOf(files);
  const { fronts, used, backs } = waysOf(sections, port, address);
  const raw =
    fronts.length > 0 &&
    fronts.every(each => (settingOf(each, sections, /^mode\s+(\w+)/) ?? 'tcp') === 'tcp');
  // To look for the defaults of a section takes a walk through all of them.
  const few = backs.length <= MOST_CHECKED;
  const verify = verifyOf(sections);
  // A frontend that names no backend answers by itself.
  const alone = fronts.length > 0 && used.length === 0;
  return (backs.length > 0 || alone ? backs : sections).flatMap(section => {
    const isLooked = few && backs.includes(section);
    const page = isLooked ? checkOf(section, sections) : {};
    const always = (isLooked && settingOf(section, sections, /^default-server\s(.*)$/)) || '';
    return section.lines.flatMap((line): readonly Upstream[] => {
      const [, address, options = ''] = /^server\s+\S+\s+(\S+)(.*)$/s.exec(line.text) ?? [];
      if (address === undefined || /\bdisabled\b/.test(options)) return [];
      const all = ` ${always} ${options} `;
      const inTls = / ssl /.test(all) && !/ no-ssl /.test(all);
      const common = {
        protocol: inTls ? ('https' as const) : ('http' as const),
        file: line.file,
        line: line.line,
        text: line.text,
        ...(/\bsend-proxy/.test(options) && { proxyHeader: true as const }),
        ...(raw && { raw: true as const }),
        ...(inTls &&
          (/^.*\sverify\s+(\w+)/s.exec(all)?.[1] ?? verify) !== 'none' && { verifies: 'ca-file' as const }),
        ...(page.check && isChecked(all) && page),
      };
      const socket = /^(?:unix@)?(\/\S+)$/.exec(address)?.[1];
      if (socket) return [{ ...common, host: null, port: null, path: socket }];
      const found = hostAndPort(address.replace(/^ipv[46]@/, ''), port);
      return found ? [{ ...common, ...found, path: null }] : [];
    });
  });
}
