import type { Process } from '../facts/processes/types.js';
import type { Pm2Entry, Unit } from '../facts/units/types.js';
import type { Situation } from './program.js';

/** What keeps a server running, and would start it again. */
export type Holder =
  | { readonly kind: 'systemd'; readonly unit: Unit }
  | { readonly kind: 'pm2'; readonly entry: Pm2Entry }
  | { readonly kind: 'supervisord' }
  | { readonly kind: 'container'; readonly name: string }
  | { readonly kind: 'none' };

/** Units that only log people in or run their jobs: what is in their cgroup was started by a person or a timer. */
const DOORS =
  /^(sshd?(@.*)?|dropbear|getty@.*|serial-getty@.*|console-getty|user@.*|cron|crond|atd|docker|containerd|systemd-logind|session-.*|gdm3?|sddm|lightdm|code-server.*|process_api)\.(service|scope)$/;

/** The unit's name by a process's cgroup: the last part that is a service; null for sessions, logins and containers. */
export function unitNameOf(process: Process): string | null {
  const parts = (process.cgroup ?? '').split('/');
  const at = parts.findLastIndex(part => part.endsWith('.service'));
  const name = parts[at];
  if (!name || DOORS.test(name) || process.terminal !== null) return null;
  return unescaped(name);
}

/** systemd writes \x2d for a dash in an instance's cgroup directory name, and _ before reserved names. */
const unescaped = (name: string): string =>
  name.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** A process and those that started it, nearest first. */
export function lineage(process: Process, processes: readonly Process[]): readonly Process[] {
  const line = [process];
  for (let at = 0; at < line.length && line.length < 64; at++) {
    const parent = processes.find(other => other.pid === line[at]!.parent);
    if (parent && !line.includes(parent)) line.push(parent);
  }
  return line;
}

/** What keeps the server of this situation running. */
export function holderOf(
  situation: Pick<Situation, 'process' | 'processes' | 'units' | 'pm2' | 'containers'>,
): Holder {
  const { process, processes, units, pm2, containers } = situation;
  const line = lineage(process, processes);
  const pids = new Set(line.map(each => each.pid));
  const entry = pm2.find(each => each.pid > 0 && pids.has(each.pid));
  if (entry) return { kind: 'pm2', entry };
  const container = containers.find(each => each.running && each.pid > 0 && pids.has(each.pid));
  if (container) return { kind: 'container', name: container.name };
  const name = unitNameOf(process);
  const unit = units.find(each => each.name === name || (each.mainPid > 0 && each.mainPid === process.pid));
  if (unit) return { kind: 'systemd', unit };
  if (line.slice(1).some(each => each.name.startsWith('supervisord'))) return { kind: 'supervisord' };
  return { kind: 'none' };
}
