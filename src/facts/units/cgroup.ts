import type { Process } from '../processes/types.js';

/** Units that only log people in or run their jobs: what is in their cgroup was started by a person or a timer. */
const doors =
  /^(sshd?(@.*)?|dropbear|telnet.*|getty@.*|serial-getty@.*|console-getty|user@.*|cron|crond|atd|anacron|docker|containerd|systemd-logind|gdm\d?|sddm|lightdm|display-manager)\.service$/;

/** A service that a process runs in, by its cgroup. */
export interface UnitPlace {
  readonly name: string;
  readonly scope: 'system' | 'user';
}

/** The service in whose cgroup a process is; null for sessions, logins, containers, and what has a terminal. */
export function unitOf(process: Pick<Process, 'cgroup' | 'terminal'>): UnitPlace | null {
  const parts = (process.cgroup ?? '').split('/');
  const name = parts[parts.findLastIndex(part => part.endsWith('.service'))];
  if (!name || doors.test(name) || process.terminal !== null) return null;
  if (/\/(docker|libpod|kubepods|lxc)[-/]/.test(process.cgroup ?? '')) return null;
  const scope = parts.some(part => /^user@\d+\.service$/.test(part)) ? 'user' : 'system';
  return { name: unescaped(name), scope };
}

/** systemd writes \x2d for a dash that was in the name. */
const unescaped = (name: string): string =>
  name.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
