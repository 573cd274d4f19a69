import { valueIn } from '../../facts/fact.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Pm2Entry, Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { systemctl } from '../../programs/supervision/systemctl.js';
import { defineRule, type Finding } from '../rule.js';
import { isUnserved } from '../serving.js';
import { dyingWorkers } from './dying-workers.js';
import { lastWord, logOf } from './ended.js';
import { FEW, logLoop, YOUNG } from './log-loop.js';
import {
  isOfSupervisor,
  logOfLoop,
  loopSays,
  type SupervisedLoop,
  supervisedLoop,
} from './supervised-loop.js';

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
    const dies =
      !answered &&
      !outcomes.includes('silent') &&
      (outcomes.some(each => each === 'closed' || each === 'reset') ||
        probes.some(({ outcome }) => outcome === 'refused'));
    // What was asked for by name and has no port yet serves nobody.
    const unserved = question.port === 0 || dies || isUnserved(facts.sockets, question);
    const unit = facts.units.find(each => unitLoops(each, facts.machine));
    if (unit) return unitFinding(unit, unserved);
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
    return (entry && ofPm2(entry, unserved, answered)) ?? byLogs(facts, question, unserved);
  },
});

/** What nobody but the log tells of: a shell's loop, or a master whose workers die. */
const byLogs = (
  facts: Parameters<typeof dyingWorkers>[0] & Parameters<typeof logLoop>[0],
  question: Question,
  unserved: boolean,
): Finding | undefined => (unserved ? logLoop(facts, question) : undefined) ?? dyingWorkers(facts, question);

const isYoung = (startedAt: number | null, machine: Machine): boolean =>
  startedAt !== null && machine.now - startedAt < YOUNG;

function unitLoops(unit: Unit, machine: Machine): boolean {
  if (unit.restarts < FEW) return false;
  if (unit.activeState === 'activating' || unit.subState === 'auto-restart') return true;
  return unit.activeState === 'active' && isYoung(unit.startedAt, machine);
}

function entryLoops(entry: Pm2Entry, machine: Machine): boolean {
  if (entry.restarts < FEW) return false;
  if (entry.status === 'waiting restart') return true;
  return /^(online|launching)$/.test(entry.status) && isYoung(entry.startedAt, machine);
}

/** Its port is known to be this one, or not known at all. */
const concerns = (entry: Pm2Entry, { port, target }: Question): boolean =>
  entry.ports.length === 0 || entry.ports.includes(port) || target.program === entry.name;

/** The engine starts it again and again, and it publishes the port or is the one that was named. */
function containerLoops(container: Container, { port, target }: Question, machine: Machine): boolean {
  const { restarting, restarts = 0, startedAt = null, published, name } = container;
  if (!restarting && (restarts < FEW || !isYoung(startedAt, machine))) return false;
  return published.some(each => each.hostPort === port) || target.program === name;
}

/** What is seen of it now: one that answers may have come to stay. */
const fateOf = (unserved: boolean): string =>
  unserved ? 'it dies before it can serve' : 'it answers just now, and may end again';

const lastWords = (lines: readonly string[]): string => {
  const line = (lastWord(lines) ?? '').slice(0, 300);
  return line ? `; its log ends with: ${line}` : '';
};

function unitFinding(unit: Unit, unserved: boolean): Finding {
  const control = `${unit.scope === 'system' ? 'sudo ' : ''}${systemctl(unit)}`;
  const name = quoted(unit.name);
  const status = unit.exitStatus ? `, the last time with status ${unit.exitStatus}` : '';
  return {
    severity: unserved ? 'error' : 'warning',
    summary: `systemd has restarted ${unit.name} ${unit.restarts} times${status}; ${fateOf(unserved)}${lastWords(unit.log)}.`,
    says: `${unit.name} restarted ${unit.restarts} times`,
    evidence: [
      {
        fact: 'units',
        says: `${unit.name} (${unit.command}) is ${unit.activeState} (${unit.subState}) after ${unit.restarts} restarts${lastWords(unit.log)}`,
        source: 'systemctl show',
      },
    ],
    fixes: [
      {
        title: 'Read why it ends',
        text: `${logOf(unit)}\nMend what it says, then:\n  ${control} reset-failed ${name} && ${control} restart ${name}`,
        needsRoot: unit.scope === 'system',
      },
    ],
    outcome: unserved ? 'refused' : 'ok',
  };
}

function supervisedFinding(loop: SupervisedLoop, unserved: boolean): Finding {
  const { name, how } = loop;
  return {
    severity: unserved ? 'error' : 'warning',
    summary: `supervisord starts ${name} again and again; ${fateOf(unserved)}, the last time with ${how}${lastWords(loop.own?.lines ?? [])}.`,
    says: `${name} dies again and again`,
    evidence: [loopSays(loop)],
    fixes: [
      {
        title: 'Read why it ends',
        text: `${logOfLoop(loop)}\nMend what it says, then:\n  supervisorctl restart ${quoted(name)}`,
        needsRoot: false,
      },
    ],
    outcome: unserved ? 'refused' : 'ok',
  };
}

function containerFinding(
  { engine, name, image, restarts = 0, exitCode, log = [] }: Container,
  unserved: boolean,
): Finding {
  const status = exitCode === null ? '' : `, the last time with status ${exitCode}`;
  return {
    severity: unserved ? 'error' : 'warning',
    summary: `${engine} has restarted container ${name} ${restarts} times${status}; ${fateOf(unserved)}${lastWords(log)}.`,
    says: `container ${name} restarted ${restarts} times`,
    evidence: [
      {
        fact: 'containers',
        says: `${name} (${image}) is restarting, after ${restarts} restarts`,
        source: `${engine} inspect ${name}`,
      },
    ],
    fixes: [
      {
        title: 'Read why it ends, and mend that',
        text: `  ${engine} logs --tail 50 ${name}`,
        needsRoot: false,
      },
    ],
    outcome: unserved ? 'refused' : 'ok',
  };
}

function ofPm2(entry: Pm2Entry, unserved: boolean, answered: boolean): Finding | undefined {
  // PM2 itself keeps the port of a cluster open.
  const vacant = unserved || (entry.mode === 'cluster' && !answered);
  return vacant || !entry.firstLife ? entryFinding(entry, vacant) : undefined;
}

function entryFinding(entry: Pm2Entry, unserved: boolean): Finding {
  return {
    severity: unserved ? 'error' : 'warning',
    summary: `PM2 has restarted ${entry.name} ${entry.restarts} times; ${fateOf(unserved)}${lastWords(entry.log)}.`,
    says: `${entry.name} restarted ${entry.restarts} times`,
    evidence: [
      {
        fact: 'pm2',
        says: `PM2 lists ${entry.name} as ${entry.status} after ${entry.restarts} restarts${lastWords(entry.log)}`,
        source: `rpc.sock of PM2 in ${entry.home}`,
      },
    ],
    fixes: [
      {
        title: 'Read why it ends',
        text: `  pm2 logs ${quoted(entry.name)} --err --lines 50\nMend what it says, then:\n  pm2 restart ${quoted(entry.name)}`,
        needsRoot: false,
      },
    ],
    outcome: unserved ? 'refused' : 'ok',
  };
}
