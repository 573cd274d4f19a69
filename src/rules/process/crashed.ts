import { valueIn } from '../../facts/fact.js';
import type { Unit } from '../../facts/units/types.js';
import { absent, idleOn } from '../port/absent.js';
import { defineRule, type Evidence } from '../rule.js';
import { errorsAbout, logSays } from './log-errors.js';

/** The server ended: its log, unit, PM2 entry or container says so. */
export const rule = defineRule({
  code: 'process/crashed',
  needs: ['sockets', 'machine', 'subject', 'processes'],
  mayUse: ['logs', 'units', 'pm2', 'containers'],
  explainedBy: ['process/crash-loop', 'process/killed', 'port/privileged', 'port/taken'],
  check({ sockets, machine, processes, logs, units, pm2, containers }, question) {
    if (question.port !== 0 && !idleOn(sockets, question)) return undefined;
    const living = new Set(processes.flatMap(each => [each.output, each.errors]));
    const error = errorsAbout(valueIn(logs) ?? [], machine, question.port).find(
      // A program that still has the log open has not ended.
      each => (each.kind === 'crash' || each.kind === 'address-not-here') && !living.has(each.path),
    );
    const unit = (valueIn(units) ?? []).find(
      each => each.activeState === 'failed' && each.result !== 'success',
    );
    const entry = (valueIn(pm2) ?? []).find(
      each => each.status === 'errored' || (each.status === 'stopped' && each.restarts > 0),
    );
    const container = (valueIn(containers) ?? []).find(
      each =>
        !each.running &&
        each.exitCode !== null &&
        each.exitCode !== 0 &&
        each.published.some(one => one.hostPort === question.port),
    );
    const ended: { who: string; how: string; evidence: Evidence } | undefined = unit
      ? {
          who: unit.name,
          how: endOf(unit),
          evidence: {
            fact: 'units',
            says: `${unit.name} is ${unit.activeState}: ${endOf(unit)}`,
            source: 'systemctl show',
          },
        }
      : entry
        ? {
            who: `PM2's ${entry.name}`,
            how: `${entry.status} after ${entry.restarts} restarts`,
            evidence: { fact: 'pm2', says: `${entry.name} is ${entry.status}`, source: 'PM2' },
          }
        : container
          ? {
              who: `container ${container.name}`,
              how: `exit status ${container.exitCode}`,
              evidence: {
                fact: 'containers',
                says: `${container.name} ended with status ${container.exitCode}`,
                source: `${container.engine} API`,
              },
            }
          : undefined;
    if (!error && !ended) return undefined;
    const last = error?.line ?? lastLine(unit);
    const where = unit
      ? `journalctl -u ${unit.name} -e`
      : entry?.errorLog
        ? `tail ${entry.errorLog}`
        : container
          ? `docker logs ${container.name}`
          : `tail ${error?.path}`;
    return absent(
      `${ended ? `${ended.who} ended (${ended.how})` : 'The server ended'}${last ? `; the last it said: ${last}` : ''}${/[.!?]$/.test(last ?? '') ? '' : '.'}`,
      'ended',
      [
        ...(ended ? [ended.evidence] : []),
        ...(error
          ? [logSays(error)]
          : unit && last
            ? [{ fact: 'units' as const, says: `its log ends with: ${last}`, source: 'journal' }]
            : []),
      ],
      [{ title: 'Mend what the log says, then start it again', text: where, needsRoot: false }],
    );
  },
});

const endOf = (unit: Unit): string =>
  unit.exitStatus ? `${unit.result}, status ${unit.exitStatus}` : unit.result;

const lastLine = (unit: Unit | undefined): string | undefined =>
  unit?.log.findLast(line => /error|fail|exception|cannot|denied/i.test(line)) ?? unit?.log.at(-1);
