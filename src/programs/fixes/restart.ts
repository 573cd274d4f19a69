import { startedIn } from '../door.js';
import { isRunner } from '../family.js';
import { candidateOf, recognised } from '../identify.js';
import { invocationOf } from '../invocation.js';
import type { Change, Edit, Situation } from '../program.js';
import { asTyped } from '../runner.js';
import { loopAbove, loopTyped, scriptEdits, startScripts } from '../sources/start-script.js';
import { type Respawner, respawnerOf } from '../supervision/respawn.js';
import type { Step } from './fix.js';
import { type Launch, launchLine, readsFirst, rehearsalLine } from './relaunch.js';
import { goneText, hiddenText, respawnedText, TITLED } from './restart-words.js';
import { scriptCheck } from './script-check.js';
import { mayStayZombie, stopLine, stopSteps } from './stop.js';

/** It takes itself to the background: one that is still in the session of what started it was told otherwise, somewhere. */
export function goesAway({ process, processes, configuration }: Situation): boolean {
  const found = recognised(process, processes);
  const parent = processes.find(each => each.pid === process.parent && each.pid > 1);
  if (parent?.session === process.session) return false;
  return found?.program.daemonises?.(found.candidate, configuration) ?? false;
}

/** Stop the family, start it again as it was but for the change; a sentence where that is not to be seen. */
export function relaunchSteps(situation: Situation, change: Change): readonly Step[] | string {
  const { process, processes, machine, configuration } = situation;
  const respawner = respawnerOf(process, processes, configuration);
  if (respawner) return leftTo(respawner, situation, change);
  const found = recognised(process, processes);
  const command = change.lost ? undefined : (change.command ?? startCommand(situation));
  if (!command) return TITLED;
  if (process.directory === null) return hiddenText(machine);
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

/** Who starts it again brings the old one back: all that is left to do is to end it, where its command stays. */
const leftTo = (respawner: Respawner, situation: Situation, change: Change): readonly Step[] | string =>
  change.command || change.environment || change.lost
    ? respawnedText(respawner, change)
    : stopSteps(situation);

/**
 * What runs is ended and started again. Where only the process has its variables, the line that starts it ends it too,
 * once it has read them.
 */
function again(stops: readonly Step[], launch: Launch, cwd: string, unreaped: boolean): readonly Step[] {
  const more = { do: 'run', cwd, ...(launch.daemonises ? {} : { background: true }) } as const;
  if (readsFirst(launch).length === 0) return [...stops, { ...more, command: launchLine(launch) }];
  return [{ ...more, command: launchLine(launch, [stopLine(stops, unreaped)]) }];
}

/** The change in the scripts between the server and the loop, the loop's own among them; undefined where none holds it. */
function editsUpTo(
  loop: string,
  { process, processes, configuration }: Situation,
  change: Change,
): readonly Edit[] | undefined {
  const scripts = startScripts(process, processes);
  const edits = scripts
    .slice(0, scripts.indexOf(loop) + 1)
    .map(path => scriptEdits(path, process, change, configuration));
  if (change.command) return edits.find(each => each !== undefined);
  return edits.includes(undefined) ? undefined : edits.flatMap(each => each ?? []);
}

/** A loop would start the old server again: its shell is ended first, changed, and started in the server's place. */
export function loopSteps(situation: Situation, change: Change): readonly Step[] | string | undefined {
  const { process, processes, configuration, machine } = situation;
  const script = loopAbove(process, processes, configuration);
  const typed = script ? undefined : loopTyped(process, processes, change);
  const shell = script?.shell ?? typed?.shell;
  const edits = script ? editsUpTo(script.path, situation, change) : [];
  if (!shell || shell.directory === null || !edits) return undefined;
  if (shell.uid !== process.uid && machine.uid !== 0) return undefined;
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
export function startCommand({
  process,
  processes,
}: Pick<Situation, 'process' | 'processes'>): readonly string[] | undefined {
  const { titled, head, args } = invocationOf(process);
  // npm's title is its own command line.
  if (titled && isRunner(process)) return asTyped([...head, ...args]);
  const found = recognised(process, processes);
  const candidate = found?.candidate ?? candidateOf(process, processes);
  if (found?.program.startedAs) return found.program.startedAs(candidate);
  return candidate.invocation.titled || process.command.length === 0 ? undefined : process.command;
}
