import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { changeFix } from '../../programs/fixes/fixes.js';
import type { Situation } from '../../programs/program.js';
import { standsOnce, upstreamName } from '../../programs/proxies/upstream.js';
import { reloadOf } from './owner.js';
import type { UpstreamFault } from './upstream-types.js';

/** What a fix of the proxy's own configuration rests on. */
export interface Setting {
  readonly files: readonly ConfigurationFile[];
  /** The proxy's master process, if it is here. */
  readonly master: Process | undefined;
  /** What it takes to start the proxy again, where it reads its configuration at no signal. */
  readonly situation?: Situation | undefined;
}

/** The directives that make nginx speak a protocol. */
const directives: Readonly<Record<string, (target: string) => string>> = {
  http: target => `proxy_pass http://${target}`,
  https: target => `proxy_pass https://${target}`,
  uwsgi: target => `include /etc/nginx/uwsgi_params; uwsgi_pass ${target}`,
  fastcgi: target => `include /etc/nginx/fastcgi.conf; fastcgi_pass ${target}`,
  http2: target => `grpc_pass grpc://${target}`,
};

/** The directive as it stands in its file, if just once. */
function standing({ state }: UpstreamFault, files: readonly ConfigurationFile[]): string | undefined {
  const { file, line, text } = state.upstream;
  const whole = files.find(({ path }) => path === file)?.text;
  const written = whole?.split('\n')[line - 1]?.includes(text) ? text : undefined;
  return written !== undefined && standsOnce(written, whole) ? written : undefined;
}

const absent = new Set<UpstreamFault['kind']>(['no-socket', 'stale-socket', 'not-listening']);

/** How proxies write a place in their directives: host:port in all of them, and a unix socket in some. */
const grammars: readonly { readonly word: RegExp; readonly socket?: (path: string) => string }[] = [
  { word: /^\w+_pass\s|^server\s+(?:unix:|\[|[^\s:]+:\d)/, socket: path => `unix:${path}` },
  { word: /^server\s/ },
  { word: /^reverse_proxy\s/, socket: path => `unix/${path}` },
  { word: /^(?:ProxyPass|ProxyPassMatch|BalancerMember)\s/i },
];

/** The directive with the place at which the application listens: unix:/run/a.sock and 127.0.0.1:9000 take each other's place. */
function moved({ state }: UpstreamFault, written: string, to: string): string | undefined {
  const { path, host, port } = state.upstream;
  const grammar = grammars.find(({ word }) => word.test(written));
  const target = to.startsWith('/') ? grammar?.socket?.(to) : to;
  const names = path === null ? [upstreamName(state.upstream), `${host}:${port}`] : [grammar?.socket?.(path)];
  const name = names.find(each => each !== undefined && written.includes(each));
  return name && target ? written.replace(name, () => target) : undefined;
}

function replacement(fault: UpstreamFault, written: string): string | undefined {
  const { upstream } = fault.state;
  if (fault.kind === 'other-family' && fault.instead) {
    const names = [upstreamName(upstream), `${upstream.host}:${upstream.port}`];
    const name = names.find(each => written.includes(each));
    return name && written.replace(name, fault.instead);
  }
  if (absent.has(fault.kind) && fault.instead) return moved(fault, written, fault.instead);
  if (fault.kind !== 'protocol' || !/^\w+_pass\s/.test(written)) return undefined;
  const target = upstream.path === null ? upstreamName(upstream) : `unix:${upstream.path}`;
  return directives[fault.instead ?? '']?.(target);
}

/** An edit of the proxy's configuration and the signal to read it again. */
export function settingFix(fault: UpstreamFault, { files, master, situation }: Setting): readonly Fix[] {
  const written = standing(fault, files);
  const replace = written && replacement(fault, written);
  if (!master || !written || !replace) return [];
  const title = `Pass requests on to where they are answered: ${replace}`;
  const edit = { file: fault.state.upstream.file, find: written, replace };
  const reload = reloadOf(master);
  if (reload) return [{ title, steps: [{ do: 'edit', ...edit }, ...reload], needsRoot: master.uid === 0 }];
  const restarted = situation && changeFix(situation, { title, edits: [edit] });
  return restarted?.steps ? [restarted] : [];
}
