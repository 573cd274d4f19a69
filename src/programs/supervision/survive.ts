import type { Process } from '../../facts/processes/types.js';
import { startedIn } from '../door.js';
import { masterOf } from '../family.js';
import type { Fix } from '../fixes/fix.js';
import { fixBy } from '../fixes/ways.js';
import { invocationOf } from '../invocation.js';
import { supervisorOf } from '../lineage.js';
import type { Situation } from '../program.js';
import { serverBelow } from '../runner.js';
import { quoted } from '../shell.js';
import type { Background } from './background-kinds.js';
import { ownUnit } from './own-unit.js';
import { pm2Command } from './pm2.js';
import { isTransient } from './systemd.js';
import { isPipe, writesToTerminal } from './terminal-output.js';

/** What makes a server outlive its terminal: told to its shell while it runs, or by starting it again. */
export function survivalFixes(situation: Situation, background: Background): readonly Fix[] {
  if (background.kind === 'systemd-user' || background.endedBy === 'user-manager')
    return [
      {
        title: `Let the systemd of ${situation.process.user} outlive the sessions`,
        steps: [{ do: 'run', command: `loginctl enable-linger ${situation.process.user}` }],
        needsRoot: false,
      },
    ];
  // How to end what runs all its services in order, each of these programs has its own way.
  if (background.kind === 'service')
    return [
      {
        title: 'Start what runs its service again, away from the terminal',
        text: 'As a service of systemd, say, or with setsid.',
        needsRoot: false,
      },
    ];
  const keeper = keeperOf(situation, background);
  if (keeper) return [underNohup({ ...situation, process: keeper })];
  const master = masterOf(situation.process, situation.processes);
  if (background.endedBy === 'logind') return [ownUnit({ ...situation, process: master })];
  const nohup = underNohup({ ...situation, process: master });
  // A loop that was typed starts it again by itself, as it was.
  const restart = nohup.steps?.every(step => step.do === 'stop') ? [] : [nohup];
  const unit = ownUnit({ ...situation, process: master });
  const stay = disown(situation, background);
  // One that loses the terminal that it writes to lives, and may answer nobody: that is no first advice.
  return writesToTerminal(situation.process) ? [...restart, ...stay, unit] : [...stay, ...restart, unit];
}

/** What keeps it and goes with a terminal itself: starting the server anew would not help. */
function keeperOf({ process, processes, pm2 }: Situation, { kind, holder }: Background): Process | undefined {
  if (kind === 'supervisord') return supervisorOf(process, processes);
  const daemon = pm2.find(({ name }) => kind === 'pm2' && name === holder)?.daemon;
  return processes.find(({ pid }) => pid === daemon);
}

/** What is still to be done so that it outlives logouts, and comes back after a reboot. */
export function keepingFixes(situation: Situation, background: Background): readonly Fix[] {
  if (background.survivesLogout === false) return survivalFixes(situation, background);
  if (background.survivesReboot !== false) return [];
  const { holder } = background;
  if (writesToTerminal(situation.process) && holder === null)
    return [underNohup(situation), ownUnit(situation)];
  if (background.kind === 'pm2') {
    const entry = situation.pm2.find(({ name }) => name === holder);
    const pm2 = entry ? pm2Command(entry, situation.machine) : 'pm2';
    return [afterReboot(`${pm2} save && ${pm2} startup`, 'PM2 prints one more command to run as root.')];
  }
  // What systemd-run made has no file that could be enabled.
  const passes = situation.units.some(each => each.name === holder && isTransient(each));
  if (background.kind === 'systemd' && holder && !passes)
    return [afterReboot(`sudo systemctl enable ${quoted(holder)}`, undefined, true)];
  if (background.kind === 'systemd-user' && holder && !passes)
    return [afterReboot(`systemctl --user enable ${quoted(holder)}`)];
  if (background.kind === 'container' && holder)
    return [afterReboot(`docker update --restart unless-stopped ${quoted(holder)}`)];
  return [ownUnit(situation)];
}

const afterReboot = (command: string, more?: string, needsRoot = false): Fix => ({
  title: 'Let it come back after a reboot',
  text: `  ${command}${more ? `\n${more}` : ''}`,
  needsRoot,
});

/**
 * Only its own shell can do this, so nobody else may type it. bash takes the id of a job's first process for the job, and
 * ends with disown -h too what is stopped.
 */
const disown = ({ process }: Situation, { kind, terminal }: Background): readonly Fix[] =>
  kind === 'job'
    ? [
        {
          title: 'Let it stay without a restart',
          text: `In the shell on ${terminal ?? 'its terminal'} type:\n${process.state === 'T' ? `  kill -CONT -- -${process.processGroup}\n` : ''}  disown -h ${process.processGroup}\nIn zsh it is disown %1, with the number that jobs gives it; in fish disown ${process.pid}. ${writesToTerminal(process) ? 'It still writes to the terminal: once that is closed, each line that it writes fails, which may end it or its answers.' : 'Its output goes where it went.'}`,
          needsRoot: false,
        },
      ]
    : [];

/**
 * Started again so that no SIGHUP reaches it, with its output in a file. Node undoes what nohup does (it sets every
 * ignored signal back when it starts), so it gets a session of its own instead.
 */
export function underNohup(situation: Situation): Fix {
  const { process } = situation;
  const server = serverBelow(process, situation.processes);
  const node = [process, server].some(each => invocationOf(each).language === 'node');
  // Whoever reads its pipe ends with the terminal, too.
  const goes = (path: string | null): boolean => path === null || path.startsWith('/dev/') || isPipe(path);
  const log = `${startedIn(process) ?? '/tmp'}/nohup.out`;
  const apart = (each: Process): Process => ({
    ...each,
    ...(node ? { session: each.pid, terminal: null } : { ignored: [...each.ignored, 'HUP'] }),
    // A program may have come by it.
    input: each.inputFile ? each.input : '/dev/null',
    output: goes(each.output) ? log : each.output,
    errors: goes(each.errors) ? log : each.errors,
  });
  const changed = apart(process);
  // A loop that runs it is started again in its place: that is of the same job.
  const isOfJob = ({ session, processGroup }: Process) =>
    session === process.session && processGroup === process.processGroup;
  const processes = situation.processes.map(each =>
    each.pid === process.pid ? changed : isOfJob(each) ? apart(each) : each,
  );
  const title = node ? 'Start it again in a session of its own' : 'Start it again under nohup';
  return fixBy({ ...situation, process: changed, processes }, { title });
}
