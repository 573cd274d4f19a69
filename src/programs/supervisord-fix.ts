import type { ConfigurationFile } from '../facts/configuration/types.js';
import { editAt } from './edit.js';
import type { Fix, Step } from './fix.js';
import { supervisorOf } from './lineage.js';
import type { Change, Edit, Situation } from './program.js';
import { commandLine, quoted } from './shell.js';
import { mainFile } from './supervisord.js';

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
  const control = `supervisorctl -c ${quoted(supervisor ? mainFile(supervisor) : '/etc/supervisor/supervisord.conf')}`;
  const own = sectionEdits(situation, change, name);
  if (!supervisor || !own) return { needsRoot, text: textOf(change) };
  // What stands in supervisord's own files, restart does not read again.
  const ours = ({ path, text }: ConfigurationFile) =>
    /^\[(?:program:|supervisord\])/m.test(text) &&
    edits.some(step => step.do === 'edit' && step.file === path);
  const reread = own.length > 0 || situation.configuration.some(ours);
  const command = reread ? `${control} update` : `${control} restart ${quoted(name ?? 'all')}`;
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
