import { valueIn } from '../../facts/fact.js';
import { writtenBy } from '../../facts/logs/line-date.js';
import type { Process } from '../../facts/processes/types.js';
import type { Question } from '../../net/question.js';
import { masterOf } from '../../programs/family.js';
import { quoted } from '../../programs/shell.js';
import { ownLogs } from '../http/log-words.js';
import type { Finding, Seen } from '../rule.js';
import { holdersOf, named, takersOf } from '../serving.js';
import { unansweredOf } from '../silence.js';
import { deathIn } from './death-words.js';
import { logOf } from './unit-logs.js';

/** By these words the masters of gunicorn, uWSGI, Puma, Unicorn, Starman, Uvicorn and PHP-FPM tell that a worker ended. */
const ended =
  /\] Worker (?:with pid \d+ was terminated due to signal (?!15\b)\d+|\(pid:\d+\) (?:was sent SIG\w+!|exited with code [1-9]))|^DAMN ! worker \d+ .*\bdied\b|^\[\d+\] Early termination of worker|: reaped #<Process::Status: pid \d+ (?!exit 0)|^Child process \d+ exited with status [1-9]|Child process \[\d+\] died|\bchild \d+ exited (?:on signal|with code [1-9])/;
/** One that took too long over a request was ended for that. */
const late =
  /WORKER TIMEOUT|HARAKIRI|Terminating timed out worker|worker=\d+ PID:\d+ timeout|execution timed out/;

/** The first words of such a master: what stands above them is of another run. */
const begins =
  /\bStarting (?:gunicorn|uWSGI)\b|\bPuma starting\b|Started parent process|master process ready|\) starting! pid\(|fpm is running/;

/** So many ends in a log tell of a loop, where the last was just now and every worker is as young; milliseconds. */
const OFTEN = 3;
const JUST_NOW = 15_000;
/** Ends in a loop of workers that grow no older are no further back. */
const LATELY = 60_000;

type Looked = Seen<'sockets' | 'machine' | 'units', 'processes' | 'owners' | 'probes' | 'logs'>;

/** What its master wrote, or systemd has heard of that. */
function heardOf(master: Process, { logs, units, machine }: Looked) {
  const since = Math.max(master.startedAt - 1000, machine.now - LATELY);
  const all = [
    ...ownLogs(valueIn(logs) ?? [], [master]).filter(log => machine.now - log.modifiedAt < JUST_NOW),
    ...units
      .filter(({ mainPid }) => mainPid === master.pid)
      .map(unit => ({ path: logOf(unit), lines: unit.log })),
  ];
  return all.map(({ path, lines }) => ({
    path,
    lines: lines
      .slice(lines.findLastIndex(line => begins.test(line)) + 1)
      .filter(line => (writtenBy(line) ?? Infinity) >= since),
  }));
}

/** A master keeps the port open, and the workers that should answer die one after the other before they can. */
export function dyingWorkers(facts: Looked, question: Question): Finding | undefined {
  const processes = valueIn(facts.processes) ?? [];
  const owners = valueIn(facts.owners);
  if (!owners || !unansweredOf(valueIn(facts.probes) ?? [], question)) return undefined;
  const holders = takersOf(facts.sockets, question).flatMap(each => holdersOf(each, owners, processes));
  const [first] = holders;
  if (!first) return undefined;
  const master = masterOf(first, processes);
  const workers = holders.filter(({ pid }) => pid !== master.pid);
  if (workers.some(each => facts.machine.now - each.startedAt > JUST_NOW)) return undefined;
  for (const { path, lines } of heardOf(master, facts)) {
    const ends = lines.filter(line => ended.test(line));
    if (ends.length < OFTEN || lines.some(line => late.test(line))) continue;
    const word = (deathIn(lines) ?? ends.at(-1)!).trim().slice(0, 300);
    return {
      severity: 'error',
      headline: 'its workers keep dying, and are started again',
      summary: `${named(master, processes)} starts its workers again and again, and each ends before it can answer; its log says: ${word}`,
      says: 'its workers die again and again',
      evidence: [
        {
          fact: 'logs',
          says: `${path} tells of ${ends.length} that ended, the last: ${ends.at(-1)!.trim().slice(0, 300)}`,
          source: path,
        },
      ],
      fixes: [mend(path, ends.at(-1)!)],
      outcome: 'no-answer',
    };
  }
  return undefined;
}

const mend = (path: string, end: string) => ({
  title: 'Mend what its log says',
  text: `${path.startsWith('/') ? `  tail -n 50 ${quoted(path)}` : `See ${path}.`}${
    /signal 9\b|SIGKILL/.test(end)
      ? '\nSignal 9 comes from the kernel where memory ran out, or from somebody:\n  journalctl -k -g "out of memory|oom-kill"'
      : ''
  }`,
  needsRoot: false,
});
