import type { System } from '../../system/system.js';
import type { Unit } from './types.js';

const LINES = 20;
const TAIL = 16 * 1024;
const LONGEST = 4096;

/** The last lines that a unit wrote, oldest first: of the file that its output goes to, else of its journal. */
export async function unitLog(system: System, unit: Unit, lines = LINES): Promise<readonly string[]> {
  const path = outputFile(system, unit);
  if (path) return lastLines(system, path, lines);
  try {
    const scope = unit.scope === 'user' ? ['--user-unit', unit.name] : ['--unit', unit.name];
    const args = [...scope, '--lines', String(lines), '--output', 'cat', '--no-pager', '--quiet', '--boot'];
    const { stdout } = await system.run('journalctl', args, { timeout: 1500, limit: 256 * 1024 });
    return stdout
      .split('\n')
      .filter(Boolean)
      .slice(-lines)
      .map(line => line.slice(0, LONGEST));
  } catch {
    return [];
  }
}

/** The last lines of a file, oldest first; none where it cannot be read. */
export function lastLines(system: System, path: string, lines = LINES): readonly string[] {
  try {
    return system.read(path, -TAIL).split('\n').filter(Boolean).slice(-lines);
  } catch {
    return [];
  }
}

/** The file of StandardError= or StandardOutput= (append:, file:, truncate:); null where it is the journal. */
export function outputFile(system: System, unit: Unit): string | null {
  let found: string | null = null;
  for (const file of unit.files) {
    let text = '';
    try {
      text = system.read(file, 64 * 1024);
    } catch {
      continue;
    }
    for (const stream of ['Output', 'Error'])
      found = new RegExp(`^Standard${stream}=(?:append|file|truncate):(\\S+)`, 'm').exec(text)?.[1] ?? found;
  }
  return found;
}
