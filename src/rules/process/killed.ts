import { valueIn } from '../../facts/fact.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Unit } from '../../facts/units/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { startContainer } from '../../programs/fixes/start.js';
import { restartOf } from '../../programs/supervision/systemctl.js';
import { absent, idleOn } from '../port/absent.js';
import { defineRule, type Evidence } from '../rule.js';
import { killIn } from './death-words.js';
import { hasFailed } from './ended.js';

/** A signal ended it, and no fault of its own: the out-of-memory killer, or an operator. */
export const rule = defineRule({
  code: 'process/killed',
  needs: ['sockets'],
  mayUse: ['units', 'containers', 'logs', 'machine'],
  explainedBy: ['process/crash-loop'],
  check({ sockets, units, containers, logs, machine }, question) {
    if (question.port !== 0 && !idleOn(sockets, question)) return undefined;
    const unit = (valueIn(units) ?? []).find(
      each =>
        each.result === 'oom-kill' || (hasFailed(each) && each.result === 'signal' && each.signal === 9),
    );
    const container = (valueIn(containers) ?? []).find(
      each =>
        !each.running &&
        each.exitCode === 137 &&
        each.failure === undefined &&
        each.published.some(one => one.hostPort === question.port),
    );
    const now = valueIn(machine);
    const log = (valueIn(logs) ?? []).find(
      each =>
        killIn(each.lines) !== undefined &&
        now !== undefined &&
        each.modifiedAt >= (now.bootedAt ?? 0) &&
        now.now - each.modifiedAt < 12 * 3600_000,
    );
    const stopped = !unit && container && !container.outOfMemory ? container : undefined;
    const who = unit?.name ?? (container ? `Container ${container.name}` : log ? 'The server' : undefined);
    if (!who) return undefined;
    return absent(
      `${who} was killed ${how(unit, container)}.`,
      'killed',
      [
        ...(unit
          ? [
              {
                fact: 'units' as const,
                says: `${unit.name}: result ${unit.result}`,
                source: 'systemctl show',
              },
            ]
          : []),
        ...(container ? [containerSays(container)] : []),
        ...(log
          ? [
              {
                fact: 'logs' as const,
                says: `${log.path} ends with: ${killIn(log.lines)?.trim().slice(0, 300)}`,
                source: log.path,
              },
            ]
          : []),
      ],
      [
        ...(stopped ? [startContainer(stopped)] : []),
        ...(unit ? [startAgain(unit, now)] : []),
        ...(stopped
          ? []
          : [
              {
                title: unit
                  ? 'See whether memory ran out'
                  : 'See whether memory ran out, then start it again',
                text: '  journalctl -k -g "out of memory|oom-kill"\nMore memory: MemoryMax= of the unit, --memory of the container, or swap.',
                needsRoot: false,
              },
            ]),
      ],
    );
  },
});

const startAgain = (unit: Unit, machine: Machine | undefined): Fix => ({
  title: `Start ${unit.name} again`,
  steps: [{ do: 'run', command: restartOf(unit) }],
  needsRoot: unit.scope === 'system' && machine?.uid !== 0,
});

/** By what, as far as whoever kept it knows. */
function how(unit: Unit | undefined, container: Container | undefined): string {
  if (unit ? unit.result === 'oom-kill' : container?.outOfMemory) return 'because memory ran out';
  return !unit && container
    ? `with signal 9, and not for want of memory: ${container.engine} stop and kill do that where it does not end by itself in time`
    : 'with signal 9: by the out-of-memory killer, or by somebody';
}

const containerSays = ({ engine, name, outOfMemory }: Container): Evidence => ({
  fact: 'containers',
  says: `${name} ended with status 137 (signal 9)${outOfMemory ? ', OOMKilled' : ''}`,
  source: `${engine} API`,
});
