import { startedIn } from '../door.js';
import { isRunner } from '../family.js';
import { recognised } from '../identify.js';
import type { Change, Situation } from '../program.js';
import { argumentsBelow, serverBelow, throughRunner } from '../runner.js';
import { commandLine, quoted, written } from '../shell.js';
import { keepsPort } from '../sources/keeps-port.js';
import { nodemonEdit } from '../sources/nodemon-file.js';
import { scriptEdit } from '../sources/npm-script.js';
import { holderOf } from '../supervision/holder.js';
import { byScript, pm2Steps } from '../supervision/pm2.js';
import { serviceFix } from '../supervision/service-folder.js';
import { supervisordFix } from '../supervision/supervisord-fix.js';
import { systemdFix } from '../supervision/systemd.js';
import { type Fix, type Step, warning } from './fix.js';
import { asRoot, lockedFiles, lockedText, managedBy } from './locked.js';
import { movedOutput } from './relaunch.js';
import { loopSteps, relaunchSteps, startCommand } from './restart.js';
import { containerText, FORGOTTEN, remarks, TITLED } from './restart-words.js';
import { wakeSteps } from './stop.js';

/** A change as a fix: the edits, and the restart in the way that the server is kept running. */
export function fixBy(situation: Situation, wanted: Change): Fix {
  const change = throughTop(situation, wanted);
  const managed = managedBy(change.edits ?? [], situation.configuration);
  const warned = warning(change.risk, managed);
  const told = { ...change, ...warned };
  const fix = keptBy(situation, told);
  // A script that would start the old server again is edited too, and stands among the steps with the others.
  const edits = fix.steps?.filter(step => step.do === 'edit') ?? change.edits ?? [];
  const [locked] = lockedFiles(edits, situation.configuration);
  if (!locked || change.byHand) return fix;
  if (locked.locked !== 'EACCES')
    return { title: change.title, ...warned, needsRoot: false, text: lockedText(locked, edits) };
  const asked = keptBy(asRoot(situation), told);
  // Where root would see more, the words are for whoever asks.
  return { ...(asked.steps ? asked : fix), needsRoot: situation.machine.uid !== 0 };
}

/** Whether a change is none that steps can make: by the path that it has there, a file is another one here. */
const seesOthers = ({ process }: Situation, holder: string, edits: readonly Step[]): boolean =>
  process.root !== '' && (holder === 'none' || (holder !== 'container' && edits.length > 0));

function keptBy(situation: Situation, change: Change): Fix {
  const edits: Step[] = (change.edits ?? []).map(edit => ({ do: 'edit', ...edit }));
  // One of that name that is there is somebody's: it is not written over.
  if (change.writes) {
    const { path, lines } = change.writes;
    edits.push({ do: 'run', command: `(set -C; ${written(lines, quoted(path))})` });
  }
  const { title, risk } = change;
  const base = { title, ...warning(risk) };
  const foreign = situation.process.uid !== situation.machine.uid && situation.machine.uid !== 0;
  if (change.byHand) return { ...base, needsRoot: foreign, text: change.byHand };
  const holder = holderOf(situation);
  if (seesOthers(situation, holder.kind, edits))
    return { ...base, needsRoot: false, text: containerText(change) };
  // To start it again is not to change it.
  if (change.lost && holder.kind !== 'none') return { ...base, needsRoot: foreign, text: TITLED };
  const woken = wakeSteps(situation);
  if (change.live)
    return { ...base, needsRoot: foreign, steps: [...edits, ...woken, { do: 'run', command: change.live }] };
  if (holder.kind === 'container')
    return { ...base, needsRoot: false, text: containerText(change, holder.name) };
  if (holder.kind === 'service') return { ...base, ...serviceFix(situation, holder.folder, change, edits) };
  if (holder.kind === 'supervisord') return { ...base, ...supervisordFix(situation, change, edits) };
  if (holder.kind === 'systemd')
    return {
      ...base,
      ...systemdFix(holder.unit, change, situation, [...edits, ...rehearsed(situation, change)]),
    };
  if (holder.kind === 'pm2') {
    const steps = pm2Steps(holder.entry, change, situation);
    if (steps.length === 0) return { ...base, needsRoot: foreign, text: byScript(holder.entry, situation) };
    return { ...base, needsRoot: foreign, steps: [...edits, ...steps] };
  }
  const restart = change.restart
    ? [{ do: 'run', command: change.restart } as const]
    : (loopSteps(situation, change) ?? relaunchSteps(situation, change));
  if (typeof restart === 'string') return { ...base, needsRoot: foreign, text: restart };
  const moved = change.restart ? undefined : movedOutput(situation.process);
  const waits = untilFree(situation, restart);
  const warned = warning(
    risk,
    moved,
    ...remarks(restart, situation),
    waits.length > 0 ? FORGOTTEN : undefined,
  );
  const steps = [...edits, ...woken, ...restart.toSpliced(-1, 0, ...waits)];
  return { ...base, ...warned, needsRoot: foreign, steps };
}

/** Between the end of a server that says no SO_REUSEADDR and its start: until nothing is left of the connections that it ended. */
function untilFree({ listener, configuration }: Situation, restart: readonly Step[]): readonly Step[] {
  const isBetween = restart.at(-2)?.do === 'stop' && restart.at(-1)?.do === 'run';
  if (!isBetween || listener?.protocol !== 'tcp' || !keepsPort(configuration)) return [];
  // Those that clients have not ended (FIN-WAIT-2), and those that they have (TIME-WAIT).
  const left = `ss -Htan exclude listening exclude established "sport = :${listener.local.port}"`;
  return [{ do: 'run', command: `timeout 125 sh -c 'while ${left} | grep -q .; do sleep 1; done'; true` }];
}

/** A variable that the script of package.json sets, or nodemon.json, is set anew there: what the runner is given, it would overwrite. */
function variableInScript(situation: Situation, change: Change): Change | undefined {
  const { process, processes, configuration } = situation;
  const [set, ...more] = Object.entries(change.environment ?? {});
  if (!set || more.length > 0 || !isRunner(process)) return undefined;
  const [name, value] = set;
  const below = serverBelow(process, processes);
  const { [name]: now, npm_lifecycle_script: script } = below.environment ?? {};
  const { environment: _, ...rest } = change;
  const inFile = now === undefined ? undefined : nodemonEdit(configuration, process, name, [now, value]);
  if (inFile) return { ...rest, edits: [...(change.edits ?? []), inFile] };
  if (!script?.includes(`${name}=`)) return undefined;
  const { environment: its } = process;
  // A runner that the script itself has started is given it like any program: the script is not run again.
  if (its?.npm_lifecycle_script === script && its[name] === now) return undefined;
  const words = { before: [`${name}=${now}`], after: [`${name}=${value}`] };
  const edit = now === undefined ? undefined : scriptEdit(below, words, configuration);
  return edit ? { ...rest, edits: [...(change.edits ?? []), edit] } : { ...rest, lost: true };
}

/** A new command of the server below a runner: handed through the runner's own, or written in its script. */
function throughTop(situation: Situation, change: Change): Change {
  const inScript = change.command ? undefined : variableInScript(situation, change);
  if (inScript) return inScript;
  const own = recognised(situation.process, situation.processes)?.program.listenAt !== undefined;
  if (!change.command || own) return change;
  const { command: _, ...rest } = change;
  const command = throughRunner(situation, change.command);
  if (command) return { ...rest, command };
  const { below, ...words } = argumentsBelow(situation, change.command);
  const edit = scriptEdit(below, words, situation.configuration);
  return edit ? { ...rest, edits: [...(change.edits ?? []), edit] } : { ...rest, lost: true };
}

/** What was broken since the start would end a server for good that still serves: its configuration is looked at first. */
export function rehearsed(
  server: Pick<Situation, 'process' | 'processes'>,
  { command }: Pick<Change, 'command'> = {},
): readonly Step[] {
  const program = recognised(server.process, server.processes)?.program;
  const start = command ?? startCommand(server);
  const looked = program?.rehearsesAlone && start ? program.rehearsal?.(start) : undefined;
  if (!looked) return [];
  const isRelative = looked.some((word, at) => !/^[-/]/.test(word) && (at > 0 || word.includes('/')));
  const cwd = isRelative ? startedIn(server.process) : undefined;
  return [{ do: 'run', command: commandLine(looked), ...(cwd && { cwd }) }];
}
