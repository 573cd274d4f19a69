import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Fix } from '../../programs/fix.js';
import { upstreamName } from '../../programs/upstream.js';
import { reloadOf } from './owner.js';
import type { UpstreamFault } from './upstream-types.js';

/** What a fix of the proxy's own configuration rests on. */
export interface Setting {
  readonly files: readonly ConfigurationFile[];
  /** The proxy's master process, if it is here. */
  readonly master: Process | undefined;
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
  return written !== undefined && whole?.split(written).length === 2 ? written : undefined;
}

const absent = new Set<UpstreamFault['kind']>(['no-socket', 'stale-socket', 'not-listening']);

/** The directive with the place at which the application listens: unix:/run/a.sock and 127.0.0.1:9000 take each other's place. */
function moved({ state }: UpstreamFault, written: string, to: string): string | undefined {
  const { path, host, port } = state.upstream;
  const target = to.startsWith('/') ? `unix:${to}` : to;
  const names = path === null ? [upstreamName(state.upstream), `${host}:${port}`] : [`unix:${path}`];
  const name = names.find(each => written.includes(each));
  return /^\w+_pass\s|^server\s/.test(written) && name ? written.replace(name, () => target) : undefined;
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
export function settingFix(fault: UpstreamFault, { files, master }: Setting): readonly Fix[] {
  const reload = master && reloadOf(master);
  const written = standing(fault, files);
  const replace = written && replacement(fault, written);
  if (!reload || !written || !replace) return [];
  return [
    {
      title: `Pass requests on to where they are answered: ${replace}`,
      steps: [{ do: 'edit', file: fault.state.upstream.file, find: written, replace }, reload],
      needsRoot: master.uid === 0,
    },
  ];
}
