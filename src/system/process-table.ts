import type { ListedProcess, System } from './system.js';

const TIMEOUT = 5000;

async function listProcesses(): Promise<readonly ListedProcess[]> {
  const { processes } = await import('systeminformation');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, TIMEOUT, new Error('no list of processes in time'));
  });
  try {
    return (await Promise.race([processes(), late])).list;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The same system with its table of processes, where there is no /proc to read them from one by one; without it where
 * it cannot be had. Linux comes back as it is.
 */
export async function withProcessTable(system: System): Promise<System> {
  if (system.platform === 'linux' || system.processTable) return system;
  try {
    return { ...system, processTable: await listProcesses() };
  } catch {
    return system;
  }
}
