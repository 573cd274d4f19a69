import { valueIn } from '../../facts/fact.js';
import { inUse } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Subject } from '../../facts/subject/types.js';
import type { Pm2Entry, Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { stoppedProgram } from '../../programs/fixes/start.js';
import { identify, recognised } from '../../programs/identify.js';
import { errorsAbout, logSays } from '../process/log-errors.js';
import { defineRule, type Evidence, type Seen } from '../rule.js';
import { at, named, serversOf, takersOf } from '../serving.js';
import { idleNamed } from './idle-named.js';
import { configured } from './installed.js';
import { keeperOf } from './keeper.js';
import { failing, instead, outcomeOf, serves } from './keeper-words.js';
import { isOvercome } from './overcome.js';
import { type Server, serversWith } from './relatives.js';
import { besides } from './taken-and-left.js';
import { takenFromNamed } from './taken-by-name.js';
import { takenUnseen } from './taken-unseen.js';

/** Another program holds the port: the one that was meant failed to bind it (its log says so), or runs without it. */
export const rule = defineRule({
  code: 'port/taken',
  needs: ['sockets', 'owners', 'processes', 'machine', 'subject', 'probes'],
  mayUse: ['logs', 'units', 'pm2', 'containers', 'listeners'],
  explainedBy: ['port/held-by-child'],
  check(facts, question) {
    const { sockets, processes, probes } = facts;
    if (question.port === 0) return takenFromNamed(facts, question);
    if (!question.local) return undefined;
    const taking = takersOf(sockets, question);
    const holder = holderAmong(taking.length ? taking : serversOf(sockets, question), facts);
    if (!holder) return takenUnseen(facts, question);
    const kept = keptOut(facts, holder, question);
    if (!kept) return besides(facts, holder, question);
    const { process } = holder;
    const { lost, failed, entry, meant, installed, idle, program } = kept;
    const who = named(process, processes);
    const keeper = keeperOf(holder, question.port, facts);
    const wanted =
      failed?.name ??
      installed?.title ??
      idle?.who ??
      program?.who ??
      (entry && `PM2's ${entry.name}`) ??
      (meant ? named(meant, processes) : 'a newer start of the server');
    return {
      severity: serves(probes, question) && !kept.byName ? 'warning' : 'error',
      summary: `${keeper.name ? `${keeper.name}, by ${who},` : who} holds port ${question.port}; ${wanted} ${besideIt(facts, kept, question) ?? failing([lost, failed, entry, meant])}.`,
      says: `held by pid ${process.pid}`,
      evidence: [
        {
          fact: 'sockets',
          says: `${who} listens on port ${question.port}`,
          source: 'sock_diag and /proc/PID/fd',
        },
        ...(lost ? [logSays(lost)] : []),
        ...(installed ? configured(installed) : []),
        ...(entry ? [entrySays(entry)] : []),
        ...(idle ? [idle.evidence] : []),
        ...(failed ? [unitSays(failed)] : []),
      ],
      fixes: [
        instead(keeper, who, failed, idle?.start ?? program?.start),
        {
          title: 'Start the server on another port',
          text: 'Its --port option, PORT variable or configuration says which.',
          needsRoot: false,
        },
      ],
      outcome: taking.length > 0 ? outcomeOf(probes, question) : 'refused',
      ...(kept.byName && { explains: ofHolder }),
    };
  },
});

/** Who holds the port; the one that was asked for by name where it does, if at another address: then it is not kept out. */
function holderAmong(
  sockets: readonly Socket[],
  { owners, processes, subject }: Seen<'owners' | 'processes' | 'subject', never>,
): Server | undefined {
  const servers = serversWith(sockets, owners, processes);
  return servers.find(each => isNamed(each, subject)) ?? servers[0];
}

const isNamed = ({ holders }: Pick<Server, 'holders'>, { pids }: Subject): boolean =>
  holders.some(({ pid }) => pids.includes(pid));

/** Where the holder is bound is nothing to whoever asked for another server by name: that would be bound in its own way. */
const ofHolder = [
  'bind/loopback-only',
  'bind/one-address',
  'bind/stale-address',
  'bind/device',
  'bind/ipv4-only',
  'bind/ipv6-only',
  'bind/env-moved',
] as const;

/** The program that was asked for by name has the port at another address, and nothing says that it wanted more. */
function besideIt(
  { sockets, owners }: Seen<'sockets' | 'owners', never>,
  { meant, lost }: NonNullable<ReturnType<typeof keptOut>>,
  question: Question,
): string | undefined {
  if (!meant || lost) return undefined;
  const own = serversOf(sockets, question).find(({ inode }) =>
    owners.pidsByInode[inode]?.includes(meant.pid),
  );
  return own && `has ${at(own.local.address, question.port)} only`;
}

type TakenFacts = Seen<
  'processes' | 'machine' | 'subject' | 'probes',
  'logs' | 'units' | 'pm2' | 'containers'
>;

/** Who was to have the port and has it not: undefined where nobody was. */
function keptOut(facts: TakenFacts, { process, holders }: Server, question: Question) {
  const { port, target } = question;
  const { processes, machine, subject } = facts;
  const entries = valueIn(facts.pm2) ?? [];
  // A second start of a server that its files alone decide, told in its own log, would have served the same.
  const same = recognised(process, processes)?.program.rehearsesAlone;
  const family = [process, ...holders];
  const complaining = (valueIn(facts.logs) ?? []).filter(
    log => log.lines.some(line => inUse.test(line)) && !(same && family.some(each => isWrittenBy(log, each))),
  );
  const served = serves(facts.probes, question);
  const lost = errorsAbout(complaining, machine, port).find(
    each =>
      each.kind === 'address-in-use' &&
      each.modifiedAt >= process.startedAt - 1000 &&
      !(served && isOvercome(each, complaining, family)),
  );
  const failed = (valueIn(facts.units) ?? []).find(
    unit =>
      unit.mainPid !== process.pid &&
      unit.activeState !== 'active' &&
      unit.log.some(line => inUse.test(line)),
  );
  const entry = entries.find(
    each =>
      !holders.some(one => one.pid === each.pid) &&
      strives(each, machine) &&
      errorsAbout([logOf(each, machine)], machine, port)[0]?.kind === 'address-in-use',
  );
  const word = target.program?.replace(/\.service$/, '');
  // Of a service, npm or a start script and the server below it are all meant: none of them is kept out.
  const had = isNamed({ holders }, subject);
  const meant = had ? undefined : processes.find(({ pid }) => subject.pids.includes(pid));
  const installed = had ? undefined : idleOne(subject, process, processes);
  const idle = had ? undefined : idleNamed(word, port, entries, valueIn(facts.containers) ?? [], machine);
  const { supervised } = subject;
  const program =
    lost && !supervised?.unseen && supervised?.logs.includes(lost.path)
      ? stoppedProgram(supervised, machine)
      : undefined;
  const asked = word !== undefined && [failed?.name.replace(/\.service$/, ''), entry?.name].includes(word);
  const byName = asked || [meant, installed, idle, program].some(each => each !== undefined);
  return lost || failed || entry || byName
    ? { lost, failed, entry, meant, installed, idle, program, byName }
    : undefined;
}

const lastOf = (log: readonly string[]): string => log.findLast(line => inUse.test(line)) ?? '';

const entrySays = ({ name, status, restarts, log, errorLog }: Pm2Entry): Evidence => ({
  fact: 'pm2',
  says: `${name} is ${status} after ${restarts} restarts: ${lastOf(log)}`,
  source: errorLog ?? 'PM2',
});

const unitSays = ({ name, log }: Unit): Evidence => ({
  fact: 'units',
  says: `${name} failed: ${lastOf(log)}`,
  source: 'systemctl show',
});

/** A server that was asked for by name, does not run, and would listen here by its configuration. */
const idleOne = ({ installed }: Subject, holder: Process, processes: readonly Process[]) =>
  installed && identify(holder, processes).title !== installed.title ? installed : undefined;

/** PM2 starts it again and again, or has given up. */
const strives = ({ status, startedAt }: Pm2Entry, { now }: Machine): boolean =>
  status !== 'online' || (startedAt !== null && now - startedAt < 15_000);

const logOf = ({ errorLog, log }: Pm2Entry, { now }: Machine): LogExcerpt => ({
  path: errorLog ?? 'PM2',
  modifiedAt: now,
  because: 'pm2',
  lines: log,
  pid: null,
});
