import { isRunner } from './family.js';
import type { Fix, Step } from './fix.js';
import { holderOf } from './holder.js';
import { candidateOf, recognised } from './identify.js';
import { invocationOf } from './invocation.js';
import { pm2Steps } from './pm2.js';
import type { Change, Situation } from './program.js';
import { launchLine } from './relaunch.js';
import { throughRunner } from './runner.js';
import { stopSteps } from './stop.js';
import { supervisordText } from './supervisord.js';
import { systemdSteps } from './systemd.js';

/** A change as a fix: the edits, and the restart in the way that the server is kept running. */
export function fixBy(situation: Situation, change: Change): Fix {
  const edits: Step[] = (change.edits ?? []).map(edit => ({ do: 'edit', ...edit }));
  const { title, risk } = change;
  const base = { title, ...(risk === undefined ? {} : { risk }) };
  const foreign = situation.process.uid !== situation.machine.uid && situation.machine.uid !== 0;
  if (change.live)
    return { ...base, needsRoot: foreign, steps: [...edits, { do: 'run', command: change.live }] };
  const holder = holderOf(situation);
  if (holder.kind === 'container')
    return { ...base, needsRoot: false, text: containerText(change, holder.name) };
  if (holder.kind === 'supervisord') return { ...base, needsRoot: false, text: supervisordText(change) };
  if (holder.kind === 'systemd')
    return {
      ...base,
      needsRoot: holder.unit.scope === 'system' && situation.machine.uid !== 0,
      steps: [...edits, ...systemdSteps(holder.unit, change, situation)],
    };
  if (holder.kind === 'pm2')
    return { ...base, needsRoot: foreign, steps: [...edits, ...pm2Steps(holder.entry, change, situation)] };
  const restart = change.restart
    ? [{ do: 'run', command: change.restart } as const]
    : relaunchSteps(situation, change);
  if (!restart)
    return {
      ...base,
      needsRoot: false,
      text: 'Its command line is not to be seen any more: stop it and start it again as you did, with that change.',
    };
  return { ...base, needsRoot: foreign, steps: [...edits, ...restart] };
}

function containerText(change: Change, name: string): string {
  const what = change.command ? ` Its command would be: ${change.command.join(' ')}` : '';
  return `It runs in the container ${name}: change the image or the command that the container is made with, and make the container again.${what}`;
}

/** Stop the family, start it again as it was but for the change; undefined where its argument vector is lost. */
function relaunchSteps(situation: Situation, change: Change): readonly Step[] | undefined {
  const { process, processes, machine } = situation;
  const found = recognised(process, processes);
  const own = found?.program.listenAt !== undefined;
  const command =
    change.command && !own
      ? throughRunner(situation, change.command)
      : (change.command ?? startCommand(situation));
  if (!command) return undefined;
  const daemonises = found?.program.daemonises?.(found.candidate, situation.configuration) ?? false;
  const line = launchLine({
    process,
    command,
    environment: change.environment ?? {},
    machine,
    dropsPrivileges: found?.program.dropsPrivileges ?? false,
    daemonises,
  });
  const cwd = process.directory === null ? {} : { cwd: process.directory };
  return [
    ...stopSteps(situation),
    { do: 'run', command: line, ...cwd, ...(daemonises ? {} : { background: true }) },
  ];
}

/** The argument vector that started the process; undefined where a title has replaced it. */
export function startCommand({ process, processes }: Situation): readonly string[] | undefined {
  const { titled, head, args } = invocationOf(process);
  // npm's title is its own command line.
  if (titled && isRunner(process)) return [...head, ...args];
  const found = recognised(process, processes);
  const candidate = found?.candidate ?? candidateOf(process, processes);
  if (found?.program.startedAs) return found.program.startedAs(candidate);
  return candidate.invocation.titled || process.command.length === 0 ? undefined : process.command;
}
