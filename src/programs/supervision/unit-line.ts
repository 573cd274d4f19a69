import type { Unit } from '../../facts/units/types.js';
import type { Fix, Step } from '../fixes/fix.js';
import { relaunchSteps } from '../fixes/restart.js';
import { isRcLocal, rcLocalText, scriptText } from '../fixes/restart-words.js';
import type { Change, Situation } from '../program.js';
import { quoted } from '../shell.js';
import { scriptEdits } from '../sources/start-script.js';
import { isWrapped, scriptOf } from '../sources/unit-script.js';
import { systemctl } from './systemctl.js';

type EditStep = Extract<Step, { do: 'edit' }>;

const RC_LOCAL = '/etc/rc.local';

/**
 * The change where the server's line stands behind something else: in a script, or in the unit's own file. Undefined
 * where there is no such line, or it does not hold the change; then systemd may be handed it by a drop-in.
 */
export function byItsLine(
  unit: Unit,
  change: Change,
  situation: Situation,
  before: readonly Step[],
): Pick<Fix, 'steps' | 'text'> | undefined {
  if (!change.command && !change.environment) return undefined;
  const isLocal = isRcLocal(unit.name);
  const script = scriptOf(unit, situation.process) ?? (isLocal ? RC_LOCAL : undefined);
  if (script !== undefined && (unit.leaves || isLocal)) {
    const edits = editsOf(script, situation, change);
    // What the script does not set itself, systemd may hand it.
    if (edits?.length !== 0 || isLocal)
      return scriptFix(script, unit, change, situation, [...(edits ?? []), ...before]);
  }
  const steps = isWrapped(unit.command, situation.process) && lineSteps(unit, change, situation, script);
  return steps ? { steps: [...before, ...steps] } : undefined;
}

/** The script is edited, and run again by its unit; rc.local's would start everything in it again. */
function scriptFix(
  script: string,
  { name }: Unit,
  change: Change,
  situation: Situation,
  edits: readonly Step[],
): Pick<Fix, 'steps' | 'text'> {
  const isLocal = isRcLocal(name);
  const restart = isLocal
    ? relaunchSteps(situation, change)
    : [{ do: 'run' as const, command: `systemctl restart ${quoted(name)}` }];
  const isEdited = edits.some(step => step.do === 'edit' && step.file === script);
  return isEdited && typeof restart !== 'string'
    ? { steps: [...edits, ...restart] }
    : { text: isLocal ? rcLocalText(change) : scriptText(change, script, name) };
}

/** The change written in the script, or in the unit's files, of which the last one holds. */
function lineSteps(
  unit: Unit,
  change: Change,
  situation: Situation,
  script: string | undefined,
): readonly Step[] | undefined {
  const control = systemctl(unit);
  for (const path of [script ?? '', ...unit.files.toReversed()]) {
    const text = situation.configuration.find(each => each.path === path)?.text;
    if (text === undefined) continue;
    const isScript = path === script;
    const edits = editsOf(path, situation, change) ?? [];
    const reload = isScript ? '' : `${control} daemon-reload && `;
    if (edits.length > 0 && (isScript || edits.every(edit => isHeeded(text, edit))))
      return [...edits, { do: 'run', command: `${reload}${control} restart ${quoted(unit.name)}` }];
    // It takes the place of those in the files before it.
    if (!isScript && /^[ \t]*ExecStart[ \t]*=/m.test(text)) return undefined;
  }
  return undefined;
}

/** Whether an edit of a unit's file is one of its command, or of a variable's value, and not of its description, say. */
function isHeeded(text: string, { find, replace }: EditStep): boolean {
  let same = 0;
  while (find[same] === replace[same]) same++;
  const setting = settingAt(text, text.indexOf(find) + same);
  const words = (line: string) => line.trim().split(/\s+/).length;
  return setting === 'ExecStart' || (setting === 'Environment' && words(find) === words(replace));
}

/** The name of the setting that a place in a unit's file belongs to; a line may go on behind a backslash (systemd.syntax(7)). */
function settingAt(text: string, place: number): string | undefined {
  let start = text.lastIndexOf('\n', place - 1) + 1;
  while (text[start - 2] === '\\') start = text.lastIndexOf('\n', start - 2) + 1;
  return /^[ \t]*(\w+)/.exec(text.slice(start))?.[1];
}

/** The change written in a file that has the line by which the unit starts the server. */
const editsOf = (
  path: string,
  { process, configuration }: Situation,
  change: Change,
): readonly EditStep[] | undefined =>
  scriptEdits(path, process, change, configuration)?.map(edit => ({ do: 'edit', ...edit }));
