import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import type { Conversation, Probe } from '../probes/types.js';
import { collectProcesses } from '../processes/collect.js';
import { commandName } from '../processes/command-name.js';
import type { Process } from '../processes/types.js';

/** Web servers and proxies by what their answers say, and the names of their processes. */
const servers: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(nginx|openresty)/i, ['nginx', 'openresty']],
  [/^Apache/i, ['apache2', 'httpd']],
  [/^Caddy/i, ['caddy']],
];

/** HAProxy answers without a Server header, in these words. */
const ofHaproxy =
  /No server is available to handle this request|The server didn't respond in time|Your browser sent an invalid request\./;

function namesIn({ http }: Conversation): readonly string[] {
  if (http === null) return [];
  const named = servers.find(([pattern]) => pattern.test(http.headers.server ?? ''))?.[1];
  return named ?? (ofHaproxy.test(http.body) ? ['haproxy'] : []);
}

/**
 * The processes that look like the server that answered, for an ordinary user who may not see who holds its socket:
 * those of the program that its answers name. Empty where they name none.
 */
export function likelyServers(system: System, probes: readonly Probe[]): readonly Process[] {
  const names = new Set(probes.flatMap(({ conversations }) => conversations.flatMap(namesIn)));
  if (names.size === 0) return [];
  try {
    const pids = system
      .list('/proc')
      .filter(pid => /^\d+$/.test(pid) && names.has(commandName(system, pid)))
      .slice(0, 64)
      .map(Number);
    return (valueIn(collectProcesses(system, pids)) ?? []).filter(({ pid }) => pids.includes(pid));
  } catch {
    return [];
  }
}
