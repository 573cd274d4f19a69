import type { ConfigurationFile } from '../facts/configuration/types.js';
import type { Process } from '../facts/processes/types.js';
import { absolutePath, filesAt } from './door.js';
import { editAt } from './edit.js';
import type { Fix, Step } from './fix.js';
import { expandPattern } from './include.js';
import { invocationOf } from './invocation.js';
import { supervisorOf } from './lineage.js';
import { optionValue } from './options.js';
import type { Change, Edit, FileDoor, Situation } from './program.js';
import { commandLine, quoted } from './shell.js';

const places = ['/etc/supervisor/supervisord.conf', '/etc/supervisord.conf'];

/** The path of its main file: as given, or the usual one. */
function mainFile(supervisor: Process): string {
  const given = optionValue(invocationOf(supervisor).args, ['-c', '--configuration']);
  return given ? absolutePath(given, supervisor.directory) : places[0]!;
}

/** Its configuration, with the files that [include] names (supervisord.org, "Configuration File"). */
export function supervisorFiles(supervisor: Process, door: FileDoor): readonly ConfigurationFile[] {
  const main = mainFile(supervisor);
  const folder = main.slice(0, main.lastIndexOf('/'));
  const patterns = /^[ \t]*files\s*=\s*(.+)$/m.exec(door.read(main) ?? '')?.[1]?.split(/\s+/) ?? [];
  const more = patterns.flatMap(pattern => expandPattern(door, absolutePath(pattern, folder)));
  return filesAt(door, [main, ...more]);
}

/** Changes go into the program's section; `supervisorctl update` starts what has changed again. */
export function supervisordFix(
  situation: Situation,
  change: Change,
  edits: readonly Step[],
): Pick<Fix, 'steps' | 'text' | 'needsRoot'> {
  const { process, processes, machine } = situation;
  const supervisor = supervisorOf(process, processes);
  const name = process.environment?.SUPERVISOR_PROCESS_NAME;
  const needsRoot = supervisor !== undefined && supervisor.uid !== machine.uid && machine.uid !== 0;
  const control = `supervisorctl -c ${quoted(supervisor ? mainFile(supervisor) : places[0]!)}`;
  const own = sectionEdits(situation, change, name);
  if (!supervisor || !own) return { needsRoot, text: textOf(change) };
  const command = own.length > 0 ? `${control} update` : `${control} restart ${quoted(name ?? 'all')}`;
  return {
    needsRoot,
    steps: [...edits, ...own.map(edit => ({ do: 'edit', ...edit }) as const), { do: 'run', command }],
  };
}

/** Edits of the section's command and environment; undefined where they are not found. */
function sectionEdits(
  situation: Situation,
  change: Change,
  name: string | undefined,
): readonly Edit[] | undefined {
  if (!change.command && !change.environment) return [];
  for (const file of situation.configuration) {
    const section = new RegExp(`^\\[program:${(name ?? '').replace(/[^\w-]/g, '.')}\\][^[]*`, 'm').exec(
      file.text,
    );
    const line = section && /^command\s*=.*$/m.exec(section[0]);
    if (!section || !line) continue;
    const start = section.index + line.index;
    const sets = Object.entries(change.environment ?? {}).map(([key, value]) => `${key}="${value}"`);
    if (sets.length > 0 && /^environment\s*=/m.test(section[0])) return undefined;
    const command = change.command ? `command=${commandLine(change.command)}` : line[0];
    const text = sets.length > 0 ? `${command}\nenvironment=${sets.join(',')}` : command;
    const edit = editAt(file, start, start + line[0].length, text.replaceAll('%', '%%'));
    return edit ? [edit] : undefined;
  }
  return undefined;
}

function textOf(change: Change): string {
  const what = change.command ? ` Set command=${commandLine(change.command)}` : ' Make that change';
  const sets = Object.entries(change.environment ?? {}).map(([name, value]) => `${name}="${value}"`);
  const environment = sets.length > 0 ? ` and environment=${sets.join(',')}` : '';
  return `supervisord runs it.${what}${environment} in its [program:…] section, then: supervisorctl update`;
}
