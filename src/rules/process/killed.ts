import { valueIn } from '../../facts/fact.js';
import { absent, idleOn } from '../port/absent.js';
import { defineRule } from '../rule.js';
import { wasKilled } from './death-words.js';

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
        each.result === 'oom-kill' ||
        (each.activeState === 'failed' && each.result === 'signal' && each.signal === 9),
    );
    const container = (valueIn(containers) ?? []).find(
      each =>
        !each.running && each.exitCode === 137 && each.published.some(one => one.hostPort === question.port),
    );
    const now = valueIn(machine);
    const log = (valueIn(logs) ?? []).find(
      each =>
        wasKilled(each.lines.at(-1) ?? '') &&
        now !== undefined &&
        each.modifiedAt >= (now.bootedAt ?? 0) &&
        now.now - each.modifiedAt < 12 * 3600_000,
    );
    const memory = unit?.result === 'oom-kill';
    const who = unit?.name ?? (container ? `container ${container.name}` : log ? 'The server' : undefined);
    if (!who) return undefined;
    return absent(
      memory
        ? `${who} was killed because memory ran out.`
        : `${who} was killed with signal 9: by the out-of-memory killer, or by somebody.`,
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
        ...(container
          ? [
              {
                fact: 'containers' as const,
                says: `${container.name} ended with status 137 (signal 9)`,
                source: `${container.engine} API`,
              },
            ]
          : []),
        ...(log ? [{ fact: 'logs' as const, says: `${log.path} ends with: Killed`, source: log.path }] : []),
      ],
      [
        {
          title: 'Look whether memory ran out, then start it again',
          text: 'journalctl -k -g "out of memory|oom-kill"\nMore memory: MemoryMax= of the unit, --memory of the container, or swap.',
          needsRoot: false,
        },
      ],
    );
  },
});
