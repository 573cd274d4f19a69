import { startedIn } from './door.js';
import { isRunner } from './family.js';
import { type Fix, type Step, warning } from './fix.js';
import { holderOf } from './holder.js';
import { candidateOf, recognised } from './identify.js';
import { invocationOf } from './invocation.js';
import { asRoot, lockedFiles, lockedText, managedBy } from './locked.js';
import { scriptEdit } from './npm-script.js';
import { byScript, pm2Steps } from './pm2.js';
import type { Change, Situation } from './program.js';
import { type Launch, launchLine, movedOutput, readsFirst, rehearsalLine } from './relaunch.js';
import { containerText, goneText, HIDDEN, remarks, TITLED } from './restart-words.js';
import { argumentsBelow, asTyped, serverBelow, throughRunner } from './runner.js';
import { scriptCheck } from './script-check.js';
import { serviceFix } from './service-folder.js';
import { commandLine } from './shell.js';
import { loopAbove, loopTyped, scriptEdits } from './start-script.js';
import { mayStayZombie, stopLine, stopSteps, wakeSteps } from './stop.js';
import { supervisordFix } from './supervisord-fix.js';
import { systemdFix } from './systemd.js';

/** A change as a fix: the edits, and the restart in the way that the server is kept running. */
export function fixBy(situation: Situation, wanted: Change): Fix {
  const change = throughTop(situation, wanted);
  const managed = managedBy(change.edits ?? [], situation.configuration);
  const warned = warning(change.risk, managed);
  const told = { ...change, ...warned };
  const fix = keptBy(situation, told);
  // A script that would start the old server again is edited too.
  const edits = [...(change.edits ?? []), ...(fix.steps ?? []).filter(step => step.do === 'edit')];
  const [locked] = lockedFiles(edits, situation.configuration);
  if (!locked || change.byHand) return fix;
  if (locked.locked !== 'EACCES')
    return { title: change.title, ...warned, needsRoot: false, text: lockedText(locked, edits) };
  return { ...keptBy(asRoot(situation), told), needsRoot: situation.machine.uid !== 0 };
}

function keptBy(situation: Situation, change: Change): Fix {
  const edits: Step[] = (change.edits ?? []).map(edit => ({ do: 'edit', ...edit }));
  const { title, risk } = change;
  const base = { title, ...warning(risk) };
  const foreign = situation.process.uid !== situation.machine.uid && situation.machine.uid !== 0;
  if (change.byHand) return { ...base, needsRoot: foreign, text: change.byHand };
  const holder = holderOf(situation);
  if (holder.kind === 'none' && situation.process.root !== '')
    return { ...base, needsRoot: false, text: containerText(change) };
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
  const warned = warning(risk, moved, ...remarks(restart, situation));
  return { ...base, ...warned, needsRoot: foreign, steps: [...edits, ...woken, ...restart] };
}

/** A variable that the script of package.json sets is set anew there: what the runner is given, it would overwrite. */
function variableInScript(situation: Situation, change: Change): Change | undefined {
  const { process, processes, configuration } = situation;
  const [set, ...more] = Object.entries(change.environment ?? {});
  if (!set || more.length > 0 || !isRunner(process)) return undefined;
  const [name, value] = set;
  const below = serverBelow(process, processes);
  const now = below.environment?.[name];
  if (!below.environment?.npm_lifecycle_script?.includes(`${name}=`)) return undefined;
  const words = { before: [`${name}=${now}`], after: [`${name}=${value}`] };
  const edit = now === undefined ? undefined : scriptEdit(below, words, configuration);
  const { environment: _, ...rest } = change;
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
function rehearsed(situation: Situation, { command }: Change): readonly Step[] {
  const program = recognised(situation.process, situation.processes)?.program;
  const start = command ?? startCommand(situation);
  return program?.rehearsesAlone && program.rehearsal && start
    ? [{ do: 'run', command: commandLine(program.rehearsal(start)) }]
    : [];
}

/** It takes itself to the background: one that is still in the session of what started it was told otherwise, somewhere. */
export function goesAway({ process, processes, configuration }: Situation): boolean {
  const found = recognised(process, processes);
  const parent = processes.find(each => each.pid === process.parent && each.pid > 1);
  if (parent?.session === process.session) return false;
  return found?.program.daemonises?.(found.candidate, configuration) ?? false;
}

/** Stop the family, start it again as it was but for the change; a sentence where that is not to be seen. */
function relaunchSteps(situation: Situation, change: Change): readonly Step[] | string {
  const { process, processes, machine } = situation;
  const found = recognised(process, processes);
  const command = change.lost ? undefined : (change.command ?? startCommand(situation));
  if (!command) return TITLED;
  if (process.directory === null) return HIDDEN;
  if (process.gone) return goneText(process.gone, command);
  const daemonises = goesAway(situation);
  const cwd = startedIn(process) ?? process.directory;
  const launch = {
    process,
    command,
    environment: change.environment ?? {},
    machine,
    dropsPrivileges: found?.program.dropsPrivileges ?? false,
    daemonises,
    leadsSession: found?.program.leadsSession ?? false,
  };
  const looked = found?.program.rehearsal?.(command) ?? scriptCheck(process, command);
  return [
    ...(looked ? [{ do: 'run', command: rehearsalLine({ ...launch, command: looked }), cwd } as const] : []),
    ...again(stopSteps(situation), launch, cwd, mayStayZombie(situation)),
  ];
}

/**
 * What runs is ended and started again. Where only the process has its variables, the line that starts it ends it too,
 * once it has read them.
 */
function again(stops: readonly Step[], launch: Launch, cwd: string, unreaped: boolean): readonly Step[] {
  const more = { do: 'run', cwd, ...(launch.daemonises ? {} : { background: true }) } as const;
  if (readsFirst(launch).length === 0) return [...stops, { ...more, command: launchLine(launch) }];
  return [{ ...more, command: launchLine(launch, [stopLine(stops, unreaped)]) }];
}

/** A loop would start the old server again: its shell is ended first, changed, and started in the server's place. */
function loopSteps(situation: Situation, change: Change): readonly Step[] | string | undefined {
  const { process, processes, configuration, machine } = situation;
  const script = loopAbove(process, processes, configuration);
  const typed = script ? undefined : loopTyped(process, processes, change);
  const shell = script?.shell ?? typed?.shell;
  const edits = script ? scriptEdits(script, process, change, configuration) : [];
  if (!shell || shell.directory === null || !edits) return undefined;
  if (shell.gone) return goneText(shell.gone, typed?.command ?? shell.command);
  const launch = {
    process: shell,
    command: typed?.command ?? shell.command,
    environment: change.environment ?? {},
    machine,
    dropsPrivileges: false,
    daemonises: false,
  };
  return [
    ...edits.map(edit => ({ do: 'edit', ...edit }) as const),
    ...again(
      [{ do: 'stop', pid: shell.pid }, ...stopSteps(situation)],
      launch,
      startedIn(shell) ?? shell.directory,
      mayStayZombie(situation),
    ),
  ];
}

/** The argument vector that started the process; undefined where a title has replaced it. */
export function startCommand({ process, processes }: Situation): readonly string[] | undefined {
  const { titled, head, args } = invocationOf(process);
  // npm's title is its own command line.
  if (titled && isRunner(process)) return asTyped([...head, ...args]);
  const found = recognised(process, processes);
  const candidate = found?.candidate ?? candidateOf(process, processes);
  if (found?.program.startedAs) return found.program.startedAs(candidate);
  return candidate.invocation.titled || process.command.length === 0 ? undefined : process.command;
}
