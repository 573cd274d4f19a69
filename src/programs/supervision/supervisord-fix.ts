import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { editAt, occursOnce } from '../fixes/edit.js';
import { type Fix, type Step, warning } from '../fixes/fix.js';
import { startCommand } from '../fixes/restart.js';
import { supervisorOf } from '../lineage.js';
import type { Change, Edit, Situation } from '../program.js';
import { mainFile, steeredBy } from '../servers/supervisord.js';
import { commandLine, quoted } from '../shell.js';
import { addressChanged } from '../sources/start-script.js';
import { commandOfProgram, programNames, startedByHand } from './supervisord-programs.js';
import { uncommented } from './supervisord-sections.js';

/** Changes go into the program's section; `supervisorctl update` ends what has changed, and starts again what starts by itself. */
export function supervisordFix(
  situation: Situation,
  change: Change,
  edits: readonly Step[],
): Pick<Fix, 'steps' | 'text' | 'needsRoot' | 'risk'> {
  const { process, processes, machine } = situation;
  const supervisor = supervisorOf(process, processes);
  const environment = process.environment ?? {};
  const name = environment.SUPERVISOR_PROCESS_NAME ?? nameByCommand(situation);
  const group = environment.SUPERVISOR_GROUP_NAME ?? name;
  const needsRoot = supervisor !== undefined && supervisor.uid !== machine.uid && machine.uid !== 0;
  const control = `${quoted(steeredBy(supervisor))} -c ${quoted(supervisor ? mainFile(supervisor) : '/etc/supervisor/supervisord.conf')}`;
  const own = sectionEdits(situation, change, [name, group]);
  if (!supervisor || !own) return { needsRoot, text: textOf(change) };
  // What stands in supervisord's own files, restart does not read again.
  const ours = ({ path, text }: ConfigurationFile) =>
    /^\[(?:program:|supervisord\])/m.test(text) &&
    edits.some(step => step.do === 'edit' && step.file === path);
  const reread =
    change.command !== undefined || change.environment !== undefined || situation.configuration.some(ours);
  const toStart = startedByHand(situation.configuration, [name, group]);
  const command = reread
    ? `${control} update${group === undefined ? '' : ` ${quoted(group)}`}${toStart.map(each => ` && ${control} start ${quoted(each)}`).join('')}`
    : `${control} restart ${quoted(name === undefined ? 'all' : group === name ? name : `${group}:${name}`)}`;
  return {
    needsRoot,
    ...(name === undefined && !reread && warning(change.risk, 'supervisord starts all its programs again.')),
    steps: [...edits, ...own.map(edit => ({ do: 'edit', ...edit }) as const), { do: 'run', command }],
  };
}

/**
 * The program that has this command, for a process that has written over its own environment (nginx); undefined where
 * several have, or groups give them other names.
 */
function nameByCommand(situation: Situation): string | undefined {
  const words = startCommand(situation);
  const { configuration } = situation;
  if (!words || configuration.some(({ text }) => /^(\[group:|numprocs)/m.test(text))) return undefined;
  // A title has lost its quotes.
  const bare = (text: string) => text.replace(/["']/g, '').trim().replace(/\s+/g, ' ');
  const names = programNames(configuration).filter(
    name => bare(commandOfProgram(configuration, name) ?? '') === bare(words.join(' ')),
  );
  return names.length === 1 ? names[0] : undefined;
}

/** Edits of the section's command and environment; undefined where they are not found. */
function sectionEdits(
  situation: Situation,
  change: Change,
  names: readonly (string | undefined)[],
): readonly Edit[] | undefined {
  if (!change.command && !change.environment) return [];
  // One of several processes goes by a name of its own, and its section by that of their group (supervisord.org, "numprocs").
  const either = [...new Set(names)].map(name => (name ?? '').replace(/[^\w-]/g, '.')).join('|');
  for (const file of situation.configuration) {
    const section = new RegExp(`^\\[program:(?:${either})\\](?:[^\\n]|\\n(?!\\[))*`, 'm').exec(file.text);
    const line = section && /^command[ \t]*=.*$/m.exec(section[0]);
    if (!section || !line) continue;
    const hasVariables = /^environment\s*=/m.test(section[0]);
    return lineEdits(file, section.index + line.index, line[0], change, situation.process, hasVariables);
  }
  return undefined;
}

/** The line of the command, with the new one in its place and the variables below it; `%` begins an expansion there. */
function lineEdits(
  file: ConfigurationFile,
  start: number,
  line: string,
  { command, environment = {} }: Change,
  process: Process,
  hasVariables: boolean,
): readonly Edit[] | undefined {
  const sets = Object.entries(environment).map(([key, value]) => `${key}="${value.replaceAll('%', '%%')}"`);
  if (sets.length > 0 && hasVariables) return undefined;
  const small = command && sets.length === 0 ? addressEdits(file, process, command, start) : undefined;
  if (small || (command && line.includes('%('))) return small;
  const first = command ? `command=${commandLine(command).replaceAll('%', '%%')}` : line;
  const text = sets.length > 0 ? `${first}\nenvironment=${sets.join(',')}` : first;
  // Somebody has written it already, and supervisord has not been told.
  if (text === line) return [];
  const edit = editAt(file, start, start + line.length, text);
  return edit && [edit];
}

/**
 * The address alone, where it stands in the line once: a comment stays, and so do expansions, for a command that has them
 * is that of other processes too.
 */
function addressEdits(
  file: ConfigurationFile,
  process: Process,
  command: readonly string[],
  start: number,
): readonly Edit[] | undefined {
  const place = addressChanged(process, command);
  const line = uncommented(file.text.slice(start).split('\n', 1)[0]!);
  if (!place || !occursOnce(line, place.before)) return undefined;
  const at = start + line.indexOf(place.before);
  const edit = editAt(file, at, at + place.before.length, place.after);
  return edit && [edit];
}

function textOf(change: Change): string {
  const what = change.command ? ` Set command=${commandLine(change.command)}` : ' Make that change';
  const sets = Object.entries(change.environment ?? {}).map(([name, value]) => `${name}="${value}"`);
  const environment = sets.length > 0 ? ` and environment=${sets.join(',')}` : '';
  return `supervisord runs it.${what}${environment} in its [program:…] section, then: supervisorctl update`;
}
