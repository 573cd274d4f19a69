import { valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import { unitOf } from '../../facts/units/cgroup.js';
import type { Unit } from '../../facts/units/types.js';
import { masterOf } from '../../programs/family.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { underNohup } from '../../programs/supervision/survive.js';
import { goneTerminalOf } from '../../programs/supervision/terminal-output.js';
import { situationKept } from '../background/keeping.js';
import { logSays } from '../log-line.js';
import { errorIn } from '../process/death-words.js';
import { logOf } from '../process/ended-unit.js';
import type { Evidence, Seen } from '../rule.js';
import { advice } from '../talk.js';
import { ownLogs } from './log-words.js';

/** Why a server on this machine hangs up, as far as it can be seen. */
export interface Why {
  /** A clause about the server, without a capital and a full stop. */
  readonly says: string;
  /** It is a fault for certain, and no way of saying that another protocol is spoken. */
  readonly sure: boolean;
  readonly evidence: Evidence;
  readonly fixes: readonly Fix[];
}

/** The facts that tell why, and how the server would be started again. */
export const whyFacts = [
  'machine',
  'processes',
  'units',
  'pm2',
  'containers',
  'configuration',
  'logs',
] as const;
type WhyFacts = Seen<never, (typeof whyFacts)[number]>;

/** Why this server hangs up: its output has nowhere to go, or its log ends with what went wrong. */
export function whyHungUp(owner: Process | undefined, facts: WhyFacts): Why | undefined {
  const machine = valueIn(facts.machine);
  if (!owner || !machine) return undefined;
  return (
    lostOutput(owner, machine, facts) ??
    byLog(owner, machine, valueIn(facts.logs) ?? []) ??
    endedMute(owner, valueIn(facts.units) ?? [])
  );
}

/** It writes to a terminal that was closed, or a pipe that nobody reads: each write fails (EIO, EPIPE), and a request that is logged there fails with it. */
function lostOutput(owner: Process, machine: Machine, facts: WhyFacts): Why | undefined {
  const terminal = goneTerminalOf(owner);
  if (!terminal && !owner.unreadOutput) return undefined;
  const { pid, environment, unreadOutput } = owner;
  const processes = valueIn(facts.processes) ?? [];
  const situation = situationKept({ ...facts, machine, processes }, masterOf(owner, processes));
  const { SUPERVISOR_PROCESS_NAME: name, SUPERVISOR_GROUP_NAME: group = name } = environment ?? {};
  const lost = terminal
    ? `to ${terminal}, a terminal that was closed`
    : `into a pipe that nobody reads, for ${name ? `it is no child of supervisord any more, which started it as ${name}` : 'ssh, or whoever read it, has gone'}`;
  return {
    says: `what it writes goes ${lost}, so each line fails`,
    sure: true,
    evidence: {
      fact: 'processes',
      says: `the output of pid ${pid} goes to ${terminal ? `/dev/${terminal}, which was closed` : `${unreadOutput}, which nobody reads`}`,
      source: `/proc/${pid}/fd`,
    },
    fixes: [
      name && !terminal
        ? advice(
            'End it, and let supervisord start it',
            `  kill ${pid}\n  supervisorctl restart ${quoted(name === group ? name : `${group}:${name}`)}\nWhere a shell script starts the server, exec before its command lets supervisord end the server itself; stopasgroup=true and killasgroup=true end both.`,
          )
        : underNohup(situation),
    ],
  };
}

/** Words for EAGAIN from clone(2): RLIMIT_NPROC, or pids.max of the control group. */
const noThreads =
  /can't start new thread|unable to create (?:new )?native thread|pthread_create|failed to create new OS thread|\bfork\b.*Resource temporarily unavailable|BlockingIOError: \[Errno 11\]/i;

/** The words of a log that was last written longer ago are of another fault, milliseconds. */
const FRESH = 600_000;

/** How masters of gunicorn, uWSGI, Apache and PHP-FPM tell of a worker that died over a request, and uWSGI's router of one that is not there; nginx has its own level for it. */
const workerDied =
  /\b(?:worker|child)\b.*\b(?:terminated due to signal|killed by signal|exited on signal) (?:[46789]|11)\b|\bworker\b.*\bwas sent SIG(?:SEGV|KILL|ABRT|BUS|ILL|FPE)\b|\bchild pid \d+ exit signal (?:Segm|Abort|Bus|Illegal|Kill)|^DAMN ! worker \d+ \(pid: \d+\) died|^\[uwsgi-\w+\] unable to connect\(\) to node /i;

/** How masters of gunicorn, uWSGI and PHP-FPM tell that they end a worker because its request takes too long. */
const tookTooLong = /\bWORKER TIMEOUT\b|\bHARAKIRI\b|\bexecution timed out \([\d.]+ sec\), terminating/;

/** How those who watch a server's files tell that they start it again (nodemon, node --watch). */
const startedAgain = /\[nodemon\] restarting due to changes|^Restarting '.+'$/;

/** Its watcher ended the server that was asked: mostly for a file that the server itself writes at a request. */
const byWatcher = (line: string, path: string): Why => ({
  says: `its watcher starts it again while it answers (by its log, ${line})`,
  sure: true,
  evidence: logSays(line, path),
  fixes: [
    advice(
      'Let the watcher leave alone what the server writes',
      'nodemon --ignore data.json, with the file or folder that a request changes; node --watch-path=src, with the folder of the sources. Or start the server without its watcher.',
    ),
  ],
});

/** Go's net/http catches a handler's panic, and closes the connection; the stack of it follows. socat cannot start its program. */
const panicked = /\bhttp: panic serving \S+: |\bsocat\[\d+\] E execvp\(/;
const STACK = 60;
/** What was just asked has been logged just now, milliseconds. */
const JUST_NOW = 30_000;

const pidIn = (line: string): string | undefined => /\b(?:pid:? ?|child )(\d+)/i.exec(line)?.[1];

/** The line of a worker that took too long, unless another one has died since. */
function lateIn(lines: readonly string[], died: string | undefined): string | undefined {
  const late = lines.findLast(each => tookTooLong.test(each));
  if (late === undefined || died === undefined || lines.lastIndexOf(died) < lines.lastIndexOf(late))
    return late;
  return pidIn(died) === pidIn(late) ? late : undefined;
}

function byLog(owner: Process, { now }: Machine, logs: readonly LogExcerpt[]): Why | undefined {
  const fresh = ownLogs(logs, [owner]).find(({ modifiedAt }) => now - modifiedAt < FRESH);
  const last = fresh?.lines.slice(-20) ?? [];
  const died = last.findLast(each => workerDied.test(each));
  const late = lateIn(last, died);
  const isLast = fresh !== undefined && now - fresh.modifiedAt < JUST_NOW;
  const panic = isLast ? fresh.lines.slice(-STACK).findLast(each => panicked.test(each)) : undefined;
  const line = (late ?? errorIn(last) ?? died ?? panic)?.trim().slice(0, 200);
  const again = last.slice(-3).findLast(each => startedAgain.test(each));
  if (fresh && !line && again && owner.ended) return byWatcher(again.trim(), fresh.path);
  if (!fresh || !line) return undefined;
  const { path } = fresh;
  if (late)
    return {
      says: `it ends the worker that a request keeps for too long (by its log, ${line})`,
      sure: false,
      evidence: logSays(line, path),
      fixes: [
        advice(
          'Find what the worker waits for, or give it more time',
          `A database or another service that does not answer, or a lock, is the usual reason. Its limit: --timeout 120 (gunicorn, 30 s where nothing is said), harakiri (uWSGI), request_terminate_timeout (PHP-FPM).\n  tail -n 50 ${quoted(path)}`,
        ),
      ],
    };
  const { ended = false } = owner;
  return {
    says: `${ended ? 'it ends over that; ' : ''}by its log, ${line.replace(/\.$/, '')}`,
    sure: ended,
    evidence: logSays(line, path),
    fixes: [
      noThreads.test(line)
        ? roomFor(owner)
        : advice("Look into the server's log", `  tail -n 50 ${quoted(path)}`),
    ],
  };
}

/** It has ended, and no log that was read says why: systemd's journal may. */
function endedMute(owner: Process, units: readonly Unit[]): Why | undefined {
  if (!owner.ended) return undefined;
  const { pid, errors } = owner;
  const name = unitOf(owner)?.name;
  const unit = units.find(each => each.name === name);
  return {
    says: 'it ends over that',
    // Who serves one client alone ends in order (nc -l).
    sure: false,
    evidence: {
      fact: 'processes',
      says: `pid ${pid} is gone since it was asked`,
      source: `/proc/${pid}`,
    },
    fixes: [
      advice(
        'Read why it ends, and mend that',
        unit
          ? logOf(unit)
          : `What it wrote last${errors?.startsWith('/') ? ` (to ${errors})` : ''} says why.`,
      ),
    ],
  };
}

const roomFor = ({ pid, user, cgroup }: Process): Fix =>
  advice(
    'Give it room for more processes and threads',
    `Each counts against its user's limit (grep processes /proc/${pid}/limits, and ps -eLf -u ${user} | wc -l) and its control group's (pids.max of ${cgroup ?? 'its cgroup'}). systemd: LimitNPROC= and TasksMax=; Docker: --pids-limit.`,
    true,
  );
