import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { optionValues } from '../options.js';
import { COMMAND_LINE, hostAndPort, lineAt, type Passed, type Upstream } from './upstream.js';

/** A place in a configuration, or the command line. */
type Place = Pick<Upstream, 'file' | 'line' | 'text'>;

const onCommandLine = (text: string): Place => ({ file: COMMAND_LINE, line: 0, text });

const ofSocket = (path: string, protocol: Upstream['protocol'], place: Place): Upstream => ({
  ...place,
  protocol,
  host: null,
  port: null,
  path,
});

function ofHost(text: string, protocol: Upstream['protocol'], place: Place): readonly Upstream[] {
  const found = hostAndPort(text, 80);
  return found ? [{ ...place, protocol, ...found, path: null }] : [];
}

/** VCL without its comments, of the same length. */
const bare = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|(?:#|\/\/)[^\n]*/g, comment => comment.replace(/[^\n]/g, ' '));

/** Of a block of VCL: `.port = "8080";` */
const vclValue = (block: string, name: string): string | undefined =>
  new RegExp(`\\.${name}\\s*=\\s*"?([^\\s";{}]+)"?\\s*;`).exec(block)?.[1];

/** The page by which Varnish tells whether a backend is up: of its own probe, of the one that it names, or of the one called default. */
function probedAt(
  backend: string,
  probes: ReadonlyMap<string, string>,
): Pick<Upstream, 'check' | 'checkHost'> {
  const own = /\.probe\s*=\s*\{([^{}]*)\}/.exec(backend)?.[1];
  const probe = own ?? probes.get(vclValue(backend, 'probe') ?? 'default');
  if (probe === undefined) return {};
  const request = /\.request\s*=\s*"[A-Z]+ (\S+)/.exec(probe)?.[1];
  const host = /"Host:\s*([^"\s]+)"/i.exec(probe)?.[1] ?? vclValue(backend, 'host_header');
  return { check: request ?? vclValue(probe, 'url') ?? '/', ...(host && { checkHost: host }) };
}

/** Varnish: `backend name { .host = "…"; .port = "…"; }` or `.path` of its VCL, or -b on its command line. */
export function varnishUpstreams(files: readonly ConfigurationFile[], { args = [] }: Passed): Upstream[] {
  const given = optionValues(args, ['-b']).flatMap(each => {
    const place = onCommandLine(`-b ${each}`);
    return each.startsWith('/') ? [ofSocket(each, 'http', place)] : ofHost(each, 'http', place);
  });
  const written = files.flatMap(({ path, text }) => {
    const code = bare(text);
    const probes = new Map(
      [...code.matchAll(/\bprobe\s+([\w-]+)\s*\{([^{}]*)\}/g)].map(([, name = '', page = '']) => [
        name,
        page,
      ]),
    );
    return [...code.matchAll(/\bbackend\s+[\w.-]+\s*\{((?:[^{}]|\{[^{}]*\})*)\}/g)].flatMap(match => {
      const value = (name: string) => vclValue(match[1]!.replace(/\{[^{}]*\}/g, '{}'), name);
      const place = {
        file: path,
        line: lineAt(code, match.index),
        text: match[0].replace(/\s+/g, ' ').slice(0, 120),
      };
      const socket = value('path');
      const host = value('host');
      const probed = probedAt(match[1]!, probes);
      if (socket) return [{ ...ofSocket(socket, 'http', place), ...probed }];
      const port = Number(value('port') ?? 80);
      return host ? [{ ...place, protocol: 'http' as const, host, port, path: null, ...probed }] : [];
    });
  });
  return [...given, ...written];
}

/** Squid as an accelerator: `cache_peer HOST parent PORT ICP originserver`, over TLS with `tls` or `ssl`. */
export const squidUpstreams = (files: readonly ConfigurationFile[]): Upstream[] =>
  files.flatMap(({ path, text }) =>
    [...text.matchAll(/^[ \t]*cache_peer[ \t]+(\S+)[ \t]+parent[ \t]+(\d+)[ \t]+\d+(.*)$/gm)].map(match => ({
      protocol: /\b(?:tls|ssl)\b/.test(match[3]!) ? ('https' as const) : ('http' as const),
      host: match[1]!,
      port: Number(match[2]),
      path: null,
      file: path,
      line: lineAt(text, match.index),
      text: match[0].trim(),
    })),
  );

/** nghttpx: `backend=HOST,PORT;PATTERN;PARAMETER` or `unix:/path` of its configuration, or -b on its command line. */
export function nghttpxUpstreams(files: readonly ConfigurationFile[], { args = [] }: Passed): Upstream[] {
  const one = (text: string, place: Place): readonly Upstream[] => {
    const [address = '', , parameters = ''] = text.split(';');
    const protocol = /\btls\b/.test(parameters) ? 'https' : 'http';
    const socket = /^unix:(\S+)$/.exec(address)?.[1];
    return socket ? [ofSocket(socket, protocol, place)] : ofHost(address.replace(',', ':'), protocol, place);
  };
  const given = optionValues(args, ['-b', '--backend']).flatMap(each =>
    one(each, onCommandLine(`-b ${each}`)),
  );
  const written = files.flatMap(({ path, text }) =>
    [...text.matchAll(/^[ \t]*backend[ \t]*=[ \t]*(\S+)/gm)].flatMap(match =>
      one(match[1]!, { file: path, line: lineAt(text, match.index), text: match[0].trim() }),
    ),
  );
  return [...given, ...written];
}

/** What a part of stunnel's file says of how it is a client. */
const clientWords = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^[ \t]*(client|verifyChain|verifyPeer|verify)[ \t]*=[ \t]*(\w+)/gm)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );

/** stunnel.conf(5): a service that is a client speaks TLS to where it connects; whom it trusts there only some say. */
function asClient(said: ReadonlyMap<string, string>): Pick<Upstream, 'protocol' | 'verifies'> {
  if (said.get('client') !== 'yes') return { protocol: 'http' };
  const verifies =
    [said.get('verifyChain'), said.get('verifyPeer')].includes('yes') || Number(said.get('verify') ?? 0) > 1;
  return { protocol: 'https', ...(verifies && { verifies: 'ca-file' }) };
}

/**
 * stunnel: the `connect` of the section whose `accept` has the port. A port alone is one of this machine. What is inside its
 * TLS it passes on as it comes: a database's protocol as well as HTTP.
 */
export function stunnelUpstreams(files: readonly ConfigurationFile[], { port }: Passed): Upstream[] {
  return files.flatMap(({ path, text }) => {
    const sections = [...text.matchAll(/^[ \t]*\[[^\]\n]+\][^[]*/gm)];
    const ofAll = clientWords(text.slice(0, sections[0]?.index ?? 0));
    return sections.flatMap(section => {
      const accept = /^[ \t]*accept[ \t]*=[ \t]*(?:\S*:)?(\d+)[ \t]*$/m.exec(section[0]);
      const connect = /^[ \t]*connect[ \t]*=[ \t]*(\S+)[ \t]*$/m.exec(section[0]);
      if (Number(accept?.[1]) !== port || !connect) return [];
      const to = connect[1]!;
      const place = {
        file: path,
        line: lineAt(text, section.index + connect.index),
        text: connect[0].trim(),
      };
      const found = to.startsWith('/')
        ? [ofSocket(to, 'http', place)]
        : ofHost(/^\d+$/.test(to) ? `127.0.0.1:${to}` : to, 'http', place);
      return found.map(each => ({
        ...each,
        ...asClient(new Map([...ofAll, ...clientWords(section[0])])),
        raw: true as const,
      }));
    });
  });
}

/** Hitch passes on what is inside its TLS as stunnel does: the last `backend = "[HOST]:PORT"` or path of hitch.conf(5), -b on its command line, or else 127.0.0.1:8000. */
export function hitchUpstreams(
  files: readonly ConfigurationFile[],
  { args = [] }: Passed,
): readonly Upstream[] {
  const [given] = optionValues(args, ['-b', '--backend']).slice(-1);
  const [written] = files
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^[ \t]*backend[ \t]*=[ \t]*"([^"\n]+)"/gm)].map(match => ({
        end: match[1]!,
        place: { file: path, line: lineAt(text, match.index), text: match[0].trim() },
      })),
    )
    .slice(-1);
  const end = given ?? written?.end ?? '[127.0.0.1]:8000';
  const place = given === undefined && written ? written.place : onCommandLine(`--backend=${end}`);
  const heads = [...args, ...files.map(({ text }) => text)].some(each =>
    /^[ \t]*(?:--)?write-proxy(?:-v\d)?(?:[ \t]*=[ \t]*on)?[ \t]*$/m.test(each),
  );
  const found = end.startsWith('/') ? [ofSocket(end, 'http', place)] : ofHost(end, 'http', place);
  return found.map(each => ({ ...each, raw: true as const, ...(heads && { proxyHeader: true as const }) }));
}
