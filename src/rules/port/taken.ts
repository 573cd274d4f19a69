import { valueIn } from '../../facts/fact.js';
import { inUse } from '../../facts/logs/port-said.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Subject } from '../../facts/subject/types.js';
import { bareUnit, goesBy } from '../../facts/units/goes-by.js';
import { portDenied } from '../../facts/units/port-denied.js';
import type { Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { stoppedProgram } from '../../programs/fixes/start.js';
import { identify, recognised } from '../../programs/identify.js';
import { errorsAbout, logSays } from '../process/errors-about.js';
import { isOfSameServer } from '../process/started-in-vain.js';
import { isDown } from '../process/unit-logs.js';
import { defineRule, type Evidence, type Seen } from '../rule.js';
import { at, named, serversOf, takersOf } from '../serving.js';
import { claimBeside, unheeding } from './claimed.js';
import { isBearable, ofHolder } from './foreign.js';
import { idleNamed } from './idle-named.js';
import { configured } from './installed.js';
import { keeperOf } from './keeper.js';
import { failing, instead, outcomeOf, serves } from './keeper-words.js';
import { isOfStartsBefore, isUnitOf } from './kept-before.js';
import { isOvercome } from './overcome.js';
import { type Server, serversWith } from './relatives.js';
import { besides } from './taken-and-left.js';
import { entrySays, entryWithout } from './taken-by-entry.js';
import { takenFromNamed } from './taken-by-name.js';
import { takenUnseen } from './taken-unseen.js';

/** Another program holds the port: the one that was meant failed to bind it (its log says so), or runs without it. */
export const rule = defineRule({
  code: 'port/taken',
  needs: ['sockets', 'owners', 'processes', 'machine', 'subject', 'probes'],
  mayUse: ['logs', 'units', 'pm2', 'containers', 'listeners', 'configuration'],
  explainedBy: ['port/held-by-child'],
  check(facts, question) {
    const { sockets, processes, probes } = facts;
    if (question.port === 0) return takenFromNamed(facts, question);
    if (!question.local) return undefined;
    const taking = takersOf(sockets, question);
    const holder = holderAmong(taking.length ? taking : serversOf(sockets, question), facts);
    // One that was asked for by name may have wanted another port than its usual files name.
    if (!holder) return takenUnseen(facts, question) ?? takenFromNamed(facts, question);
    const kept = keptOut(facts, holder, question);
    if (!kept) return besides(facts, holder, question);
    const { process } = holder;
    const { lost, failed, entry, claim, meant, installed, idle, program } = kept;
    const said = lost ?? claim;
    const who = named(process, processes);
    const keeper = keeperOf(holder, question.port, facts);
    return {
      severity: isBearable(kept, process, taking, probes, question) ? 'warning' : 'error',
      summary: `${keeper.name ? `${keeper.name}, by ${who},` : who} holds port ${question.port}; ${wantedOf(kept, processes)} ${besideIt(facts, kept, question) ?? (claim && unheeding) ?? failing([lost, failed, entry, meant])}.`,
      says: `held by pid ${process.pid}`,
      evidence: [
        {
          fact: 'sockets',
          says: `${who} listens on port ${question.port}`,
          source: 'sock_diag and /proc/PID/fd',
        },
        ...(said ? [logSays(said)] : []),
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

type Kept = NonNullable<ReturnType<typeof keptOut>>;

/** Who was to have the port, in words. */
function wantedOf(
  { failed, entry, claim, meant, installed, idle, program }: Kept,
  processes: readonly Process[],
): string {
  const runs = meant ?? claim?.claimant;
  return (
    failed?.name ??
    installed?.title ??
    idle?.who ??
    program?.who ??
    (entry && `PM2's ${entry.name}`) ??
    (runs ? named(runs, processes) : 'a newer start of the server')
  );
}

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

/** The program that was asked for by name has the port at another address, and nothing says that it wanted more. */
function besideIt(
  { sockets, owners }: Seen<'sockets' | 'owners', never>,
  { meant, lost }: Kept,
  question: Question,
): string | undefined {
  if (!meant || lost) return undefined;
  const own = serversOf(sockets, question).find(({ inode }) =>
    owners.pidsByInode[inode]?.includes(meant.pid),
  );
  return own && `has ${at(own.local.address, question.port)} only`;
}

type TakenFacts = Seen<
  'processes' | 'owners' | 'machine' | 'subject' | 'probes',
  'logs' | 'units' | 'pm2' | 'containers'
>;

/** Who was to have the port and has it not: undefined where nobody was. */
function keptOut(facts: TakenFacts, server: Server, question: Question) {
  const { process, holders } = server;
  const { port, target } = question;
  const { processes, machine, subject } = facts;
  const entries = valueIn(facts.pm2) ?? [];
  // A second start of a server that its files alone decide, told in its own log, would have served the same.
  const same = recognised(process, processes)?.program.rehearsesAlone;
  const family = [process, ...holders];
  const units = valueIn(facts.units) ?? [];
  const complaining = (valueIn(facts.logs) ?? []).filter(
    log =>
      log.lines.some(line => inUse.test(line)) &&
      !isOfStartsBefore(log, family, units) &&
      !(same && family.some(each => isWrittenBy(log, each))) &&
      !(target.program === null && isOfSameServer(log, family)),
  );
  const served = serves(facts.probes, question);
  const lost = errorsAbout(complaining, machine, port).find(
    each =>
      each.kind === 'address-in-use' &&
      each.modifiedAt >= process.startedAt - 1000 &&
      !(served && isOvercome(each, complaining, family)),
  );
  const failed = units.find(
    unit => !isUnitOf(unit, process) && isDown(unit, machine) && portDenied(unit) !== undefined,
  );
  const entry = entryWithout(entries, holders, machine, port);
  const word = target.program === null ? undefined : bareUnit(target.program);
  // Of a service, npm or a start script and the server below it are all meant: none of them is kept out.
  const had = isNamed({ holders }, subject);
  const meant = had ? undefined : processes.find(({ pid }) => subject.pids.includes(pid));
  const installed = had ? undefined : idleOne(subject, process, processes);
  const containers = valueIn(facts.containers) ?? [];
  const idle = had ? undefined : idleNamed(word, port, entries, containers, machine, subject.pids);
  const { supervised } = subject;
  const program =
    lost && !supervised?.unseen && supervised?.logs.includes(lost.path)
      ? stoppedProgram(supervised, machine)
      : undefined;
  const asked = word !== undefined && ((failed && goesBy(failed, word)) || entry?.name === word);
  // A holder that says nothing at all has a fault of its own, by which whoever asks there tells of the port too.
  const answers = served || outcomeOf(facts.probes, question) === 'http-error';
  const claim =
    lost || failed || entry || !answers
      ? undefined
      : claimBeside(server, port, facts, valueIn(facts.logs) ?? []);
  const byName = asked || [meant, installed, idle, program].some(each => each !== undefined);
  return lost || failed || entry || claim || byName
    ? { lost, failed, entry, claim, meant, installed, idle, program, byName }
    : undefined;
}

const unitSays = (unit: Unit): Evidence => ({
  fact: 'units',
  says: `${unit.name} failed: ${portDenied(unit)}`,
  source: 'systemctl show',
});

/** A server that was asked for by name, does not run, and would listen here by its configuration. */
const idleOne = ({ installed }: Subject, holder: Process, processes: readonly Process[]) =>
  installed && identify(holder, processes).title !== installed.title ? installed : undefined;
