import { valueIn } from '../../facts/fact.js';
import type { Limits } from '../../facts/limits/types.js';
import { isRunner } from '../../programs/family.js';
import { absent, idleOn } from '../port/absent.js';
import { defineRule } from '../rule.js';
import { endedContainer, endedEntry, endedUnit } from './ended.js';
import { errorsAbout, type LogError, logSays } from './log-errors.js';

/** The server ended: its log, unit, PM2 entry or container says so. */
export const rule = defineRule({
  code: 'process/crashed',
  needs: ['sockets', 'machine', 'processes'],
  mayUse: ['logs', 'units', 'pm2', 'containers', 'limits'],
  explainedBy: [
    'process/crash-loop',
    'process/killed',
    'port/privileged',
    'port/selinux',
    'port/taken',
    'bind/address-not-here',
  ],
  check({ sockets, machine, processes, logs, units, pm2, containers, limits }, question) {
    const left = question.port === 0 ? [] : idleOn(sockets, question);
    if (!left) return undefined;
    // A program that still has its log open has not ended; what only watches it (nodemon) lives on.
    const alive = processes.filter(each => !isRunner(each));
    const open = new Set(alive.flatMap(each => [each.output, each.errors]));
    const fatal = fatalKinds(question.port, left.length === 0, valueIn(limits));
    const error = errorsAbout(valueIn(logs) ?? [], machine, question.port).find(
      each =>
        fatal.includes(each.kind) &&
        !open.has(each.path) &&
        (each.kind !== 'address-in-use' || each.port !== null),
    );
    const ended =
      endedUnit(valueIn(units) ?? []) ??
      endedEntry(valueIn(pm2) ?? [], question.port) ??
      endedContainer(valueIn(containers) ?? [], question.port);
    if (!error && !ended) return undefined;
    const last = ended?.last ?? error?.line;
    const who = ended ? `${ended.who} ended (${ended.how})` : 'The server ended';
    const word = last ? `${who}; its last word: ${last}` : `${who}.`;
    const named = error?.port != null && last === error.line;
    const hint = named ? (hints[error.kind] ?? '') : '';
    return absent(
      hint ? `${word.replace(/\.?$/, '.')} ${hint}` : word,
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

/**
 * The errors that a server ended by. One about the port counts where nothing else tells of it: nobody has the port any
 * more, not even a closing connection; or it is one that needs no privilege.
 */
const fatalKinds = (port: number, free: boolean, limits: Limits | undefined): readonly LogError['kind'][] => [
  'crash',
  ...(free && port !== 0 ? (['address-in-use'] as const) : []),
  ...(limits && port >= limits.unprivilegedPortStart ? (['permission'] as const) : []),
];

const hints: Partial<Record<LogError['kind'], string>> = {
  'address-in-use': 'Nobody has the port any more, so it may be started again.',
  permission:
    "The port needs no privilege, so a security module (SELinux, AppArmor, Landlock) or its unit's sandbox (SocketBindDeny=) forbids it.",
};
