import { valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import { isMeant } from '../../facts/namespaces/is-meant.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Pm2Entry, Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { startContainer, stoppedEntry } from '../../programs/fixes/start.js';
import { restartOf } from '../../programs/supervision/systemctl.js';
import { absent, idleOn } from '../port/absent.js';
import { defineRule, type Evidence } from '../rule.js';
import { killIn } from './death-words.js';
import { hasFailed } from './ended-unit.js';

/** A server that a signal ended, and how that is known. */
interface Killed {
  readonly who: string;
  readonly how: string;
  readonly evidence: readonly Evidence[];
  readonly fixes: readonly Fix[];
}

const SOMEBODY = 'with signal 9: by the out-of-memory killer, or by somebody';
const NO_MEMORY = 'because memory ran out';

/** A signal ended it, and no fault of its own: the out-of-memory killer, or an operator. */
export const rule = defineRule({
  code: 'process/killed',
  needs: ['sockets'],
  mayUse: ['units', 'containers', 'pm2', 'logs', 'machine'],
  explainedBy: ['process/crash-loop'],
  check({ sockets, units, containers, pm2, logs, machine }, question) {
    if (question.port !== 0 && !idleOn(sockets, question)) return undefined;
    const now = valueIn(machine);
    const log = now && (valueIn(logs) ?? []).find(each => tellsOfKill(each, now));
    const killed =
      killedUnit(valueIn(units) ?? [], now) ??
      killedContainer(valueIn(containers) ?? [], question) ??
      killedEntry(valueIn(pm2) ?? [], question, now) ??
      (log && { who: 'The server', how: SOMEBODY, evidence: [], fixes: [memory('thenStart')] });
    if (!killed) return undefined;
    const { who, how, evidence, fixes } = killed;
    return absent(
      `${who} was killed ${how}.`,
      'killed',
      [...evidence, ...(log ? [logSays(log)] : [])],
      fixes,
    );
  },
});

const memory = (then?: 'thenStart'): Fix => ({
  title: then ? 'See whether memory ran out, then start it again' : 'See whether memory ran out',
  text: '  journalctl -k -g "out of memory|oom-kill"\nMore memory: MemoryMax= of the unit, --memory of the container, or swap.',
  needsRoot: false,
});

/** A log of these last hours ends with the word for it. */
const tellsOfKill = ({ lines, modifiedAt }: LogExcerpt, { now, bootedAt }: Machine): boolean =>
  killIn(lines) !== undefined && modifiedAt >= (bootedAt ?? 0) && now - modifiedAt < 12 * 3600_000;

const logSays = ({ path, lines }: LogExcerpt): Evidence => ({
  fact: 'logs',
  says: `${path} ends with: ${killIn(lines)?.trim().slice(0, 300)}`,
  source: path,
});

function killedUnit(units: readonly Unit[], machine: Machine | undefined): Killed | undefined {
  const unit = units.find(
    each => each.result === 'oom-kill' || (hasFailed(each) && each.result === 'signal' && each.signal === 9),
  );
  if (!unit) return undefined;
  const { name, result, scope } = unit;
  const startAgain: Fix = {
    title: `Start ${name} again`,
    steps: [{ do: 'run', command: restartOf(unit) }],
    needsRoot: scope === 'system' && machine?.uid !== 0,
  };
  return {
    who: name,
    how: result === 'oom-kill' ? NO_MEMORY : SOMEBODY,
    evidence: [{ fact: 'units', says: `${name}: result ${result}`, source: 'systemctl show' }],
    fixes: [startAgain, memory()],
  };
}

function killedContainer(containers: readonly Container[], { port, target }: Question): Killed | undefined {
  const container = containers.find(
    each =>
      !each.running &&
      each.exitCode === 137 &&
      each.failure === undefined &&
      isMeant(each, port, target.program),
  );
  if (!container) return undefined;
  const { engine, name, outOfMemory } = container;
  return {
    who: `Container ${name}`,
    how: outOfMemory
      ? NO_MEMORY
      : `with signal 9, and not for want of memory: ${engine} stop and kill do that where it does not end by itself in time`,
    evidence: [
      {
        fact: 'containers',
        says: `${name} ended with status 137 (signal 9)${outOfMemory ? ', OOMKilled' : ''}`,
        source: `${engine} API`,
      },
    ],
    fixes: [outOfMemory ? memory('thenStart') : startContainer(container)],
  };
}

/** PM2 starts it again where it was not told otherwise (--no-autorestart). */
function killedEntry(
  entries: readonly Pm2Entry[],
  { port, target }: Question,
  machine: Machine | undefined,
): Killed | undefined {
  const entry = entries.find(
    each => each.end?.signal === 'SIGKILL' && (each.ports.includes(port) || target.program === each.name),
  );
  if (!entry?.end || !machine) return undefined;
  const { line, path } = entry.end;
  return {
    who: `PM2's ${entry.name}`,
    how: `${SOMEBODY}; PM2 was told not to start it again`,
    evidence: [{ fact: 'pm2', says: `${path} says last of it: ${line}`, source: path }],
    fixes: [stoppedEntry(entry, machine).fix, memory()],
  };
}
