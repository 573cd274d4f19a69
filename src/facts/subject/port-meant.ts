import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import { inUse, portRefused } from '../logs/port-said.js';
import { readListeners } from '../sockets/read.js';

/** `:8000`, `--port=8000`, `-p 8000`, and a number alone. */
const spoken = [
  /:(\d{2,5})(?=$|[\s,/"'])/,
  /(?:--?\w*port|-p|--?l(?:isten)?)[ =](\d{2,5})(?!\S)/i,
  /(?<=\s)(\d{2,5})(?!\S)/,
];

/**
 * The port that the unit would serve, by its command, its last words or its script: where nobody has it, or where it was
 * denied that one. Whoever else serves that port is not what was asked about.
 */
export function portMeant(
  system: System,
  command: string,
  log: readonly string[],
  { denied = log.some(line => inUse.test(line)), scripted = null as number | null } = {},
): number | null {
  const said = spoken.map(each => each.exec(command)?.[1]).find(Boolean);
  const port = Number(said ?? portRefused(log) ?? scripted ?? 0);
  if (port === 0 || port > 65535) return null;
  const listeners = valueIn(readListeners(system)) ?? [];
  return !denied && listeners.some(each => each.local.port === port) ? null : port;
}
