import { valueIn } from '../../facts/fact.js';
import { isRunner } from '../../programs/family.js';
import { absent, idleOn } from '../port/absent.js';
import { defineRule } from '../rule.js';
import { endedContainer, endedEntry, endedUnit } from './ended.js';
import { errorsAbout, logSays } from './log-errors.js';

/** The server ended: its log, unit, PM2 entry or container says so. */
export const rule = defineRule({
  code: 'process/crashed',
  needs: ['sockets', 'machine', 'processes'],
  mayUse: ['logs', 'units', 'pm2', 'containers'],
  explainedBy: [
    'process/crash-loop',
    'process/killed',
    'port/privileged',
    'port/selinux',
    'port/taken',
    'bind/address-not-here',
  ],
  check({ sockets, machine, processes, logs, units, pm2, containers }, question) {
    if (question.port !== 0 && !idleOn(sockets, question)) return undefined;
    // A program that still has its log open has not ended; what only watches it (nodemon) lives on.
    const alive = processes.filter(each => !isRunner(each));
    const open = new Set(alive.flatMap(each => [each.output, each.errors]));
    const error = errorsAbout(valueIn(logs) ?? [], machine, question.port).find(
      each => each.kind === 'crash' && !open.has(each.path),
    );
    const ended =
      endedUnit(valueIn(units) ?? []) ??
      endedEntry(valueIn(pm2) ?? [], question.port) ??
      endedContainer(valueIn(containers) ?? [], question.port);
    if (!error && !ended) return undefined;
    const last = ended?.last ?? error?.line;
    const who = ended ? `${ended.who} ended (${ended.how})` : 'The server ended';
    return absent(
      last ? `${who}; its last word: ${last}` : `${who}.`,
      'ended',
      [...(ended ? [ended.evidence] : []), ...(error ? [logSays(error)] : [])],
      [
        {
          title: 'Mend what its log says, then start it again',
          text: ended?.log ?? `tail -n 20 ${error?.path}`,
          needsRoot: false,
        },
      ],
    );
  },
});
