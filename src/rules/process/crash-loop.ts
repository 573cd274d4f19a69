import { valueIn } from '../../facts/fact.js';
import type { Machine } from '../../facts/machine/types.js';
import { isMeant } from '../../facts/namespaces/is-meant.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Conversation, Probe } from '../../facts/probes/types.js';
import type { Pm2Entry, Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { defineRule, type Finding } from '../rule.js';
import { isUnserved } from '../serving.js';
import { dyingWorkers } from './dying-workers.js';
import { FEW, logLoop } from './log-loop.js';
import { containerFinding, entryFinding, supervisedFinding, unitFinding } from './loop-findings.js';
import { isOfSupervisor, supervisedLoop } from './supervised-loop.js';
import { isYoung } from './unit-logs.js';

/** A unit, a container or a PM2 entry for the port is being restarted again and again. */
export const rule = defineRule({
  code: 'process/crash-loop',
  needs: ['sockets', 'units', 'machine'],
  mayUse: [
    'pm2',
    'containers',
    'probes',
    'logs',
    'processes',
    'owners',
    'listeners',
    'subject',
    'configuration',
  ],
  check(facts, question) {
    if (!question.local) return undefined;
    const probes = valueIn(facts.probes) ?? [];
    const outcomes = probes.flatMap(({ conversations }) => conversations.map(({ outcome }) => outcome));
    const answered = outcomes.includes('answered');
    // One that has its port for a moment hangs up as it dies, or refuses who comes a moment later; it keeps nobody waiting.
    const asked = outcomes.some(isHangUp);
    const dies =
      !answered &&
      !outcomes.includes('silent') &&
      (asked || probes.some(({ outcome }) => outcome === 'refused'));
    // What was asked for by name and has no port yet serves nobody.
    const unserved = question.port === 0 || dies || isUnserved(facts.sockets, question);
    const unit = facts.units.find(each => unitLoops(each, facts.machine));
    if (unit) return unitFinding(unit, unserved, asked);
    const supervised = supervisedLoop(valueIn(facts.logs) ?? [], facts.machine, unserved);
    if (supervised && (unserved || isOfSupervisor(facts, question)))
      return supervisedFinding(supervised, unserved);
    const container = (valueIn(facts.containers) ?? []).find(each =>
      containerLoops(each, question, facts.machine),
    );
    // In its living half the engine's proxy takes connections, and nobody answers them.
    if (container) return containerFinding(container, unserved || !answered);
    const entries = valueIn(facts.pm2) ?? [];
    const looping = entries.filter(each => entryLoops(each, facts.machine) && concerns(each, question));
    const entry =
      looping.find(each => each.ports.includes(question.port)) ??
      (looping.length === 1 ? looping[0] : undefined);
    return (
      (entry && ofPm2(entry, unserved, { answered, asked })) ??
      byLogs(facts, question, unserved && !probes.some(hangsUpOnAll))
    );
  },
});

const isHangUp = (outcome: Conversation['outcome']): boolean => outcome === 'closed' || outcome === 'reset';

/**
 * Who hangs up on one after the other has not ended in between, and its log tells of requests. Of what a unit or PM2 starts
 * again nothing follows: they may hold the socket for it.
 */
const hangsUpOnAll = ({ conversations }: Probe): boolean =>
  conversations.length > 1 && conversations.every(({ outcome }) => isHangUp(outcome));

/** What nobody but the log tells of: a shell's loop, or a master whose workers die. */
const byLogs = (
  facts: Parameters<typeof dyingWorkers>[0] & Parameters<typeof logLoop>[0],
  question: Question,
  unserved: boolean,
): Finding | undefined => (unserved ? logLoop(facts, question) : undefined) ?? dyingWorkers(facts, question);

function unitLoops(unit: Unit, machine: Machine): boolean {
  if (unit.restarts < FEW) return false;
  if (unit.activeState === 'activating' || unit.subState === 'auto-restart') return true;
  return unit.activeState === 'active' && isYoung(unit.startedAt, machine);
}

/** Where PM2 restarts it for a file that has changed, it is being stopped for a part of each round. */
function entryLoops(entry: Pm2Entry, machine: Machine): boolean {
  if (entry.restarts < FEW) return false;
  if (entry.status === 'waiting restart') return true;
  return /^(?:online|launching|stopping)$/.test(entry.status) && isYoung(entry.startedAt, machine);
}

/** Its port is known to be this one, or not known at all. */
const concerns = (entry: Pm2Entry, { port, target }: Question): boolean =>
  entry.ports.length === 0 || entry.ports.includes(port) || target.program === entry.name;

/** The engine starts it again and again, and it publishes the port or is the one that was named. */
function containerLoops(container: Container, { port, target }: Question, machine: Machine): boolean {
  const { restarting, restarts = 0, startedAt = null } = container;
  if (!restarting && (restarts < FEW || !isYoung(startedAt, machine))) return false;
  return isMeant(container, port, target.program);
}

function ofPm2(
  entry: Pm2Entry,
  unserved: boolean,
  { answered, asked }: { readonly answered: boolean; readonly asked: boolean },
): Finding | undefined {
  // PM2 itself keeps the port of a cluster open.
  const vacant = unserved || (entry.mode === 'cluster' && !answered);
  return vacant || !entry.firstLife ? entryFinding(entry, vacant, asked) : undefined;
}
