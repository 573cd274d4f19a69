import { canonicalAddress } from '../../net/address.js';
import type { System } from '../../system/system.js';
import { type LookupRequest, unanswered } from './lookup.js';
import type { Neighbour, RouteLookup } from './types.js';

/** What `route get` and `arp` do not tell. */
export const MAC_LACKS =
  'route and arp do not tell policy rules, the list of routes, source addresses, and how packets that arrive would be routed';

/** The text behind a name in the output of `route get`: `    gateway: 192.168.1.1`. */
const field = (text: string, name: string): string | null =>
  new RegExp(`^[ \\t]*${name}: (\\S+)`, 'm').exec(text)?.[1] ?? null;

function typeOf(flags: string): string {
  if (flags.includes('BLACKHOLE')) return 'blackhole';
  if (flags.includes('REJECT')) return 'unreachable';
  return flags.includes('LOCAL') ? 'local' : 'unicast';
}

/** An answer of `route -n get ADDRESS` (route(8) of macOS and the BSDs). */
export function parseRouteGet(request: LookupRequest, stdout: string, stderr: string): RouteLookup {
  const open = unanswered(request);
  const device = field(stdout, 'interface');
  if (device === null) return { ...open, error: stderr.includes('not in table') ? 'ENETUNREACH' : 'EBADMSG' };
  const type = typeOf(field(stdout, 'flags') ?? '');
  if (type === 'unreachable') return { ...open, error: 'EHOSTUNREACH' };
  if (type === 'blackhole') return { ...open, error: 'EINVAL' };
  const gateway = canonicalAddress(field(stdout, 'gateway') ?? '') ?? null;
  return { ...open, type, device, gateway };
}

/**
 * Asks route(8) about packets of this machine's own, those that arrive being beyond it; throws where it cannot be run.
 */
export const lookUpByRoute = (system: System, requests: readonly LookupRequest[]): RouteLookup[] =>
  requests
    .filter(({ input }) => !input)
    .map(request => {
      if (!system.runSync) throw Object.assign(new Error('route'), { code: 'ENOENT' });
      const family = request.to.includes(':') ? '-inet6' : '-inet';
      const { stdout, stderr } = system.runSync('route', ['-n', 'get', family, request.to]);
      return parseRouteGet(request, stdout, stderr);
    });

/** Lines of `arp -an`: `? (192.168.1.1) at 3c:22:fb:0:1:2 on en0 ifscope [ethernet]`. */
export const parseArp = (text: string): Neighbour[] =>
  text.split('\n').flatMap(line => {
    const match = /^\S+ \(([\d.]+)\) at (\S+) on (\S+)( .*)?$/.exec(line);
    if (!match) return [];
    const [, address = '', hardware = '', device = '', rest = ''] = match;
    const missing = hardware === '(incomplete)';
    return [
      {
        address,
        device,
        hardwareAddress: missing ? null : hardware.replace(/\b[\da-f]\b/gi, '0$&'),
        state: missing ? 'incomplete' : rest.includes('permanent') ? 'permanent' : 'stale',
      },
    ];
  });

/** The IPv4 neighbours by arp(8); throws where it cannot be run. */
export function neighboursByArp(system: System): Neighbour[] {
  if (!system.runSync) throw Object.assign(new Error('arp'), { code: 'ENOENT' });
  return parseArp(system.runSync('arp', ['-an']).stdout);
}
