import type { Container } from '../../facts/namespaces/types.js';
import type { Pm2Entry, Unit } from '../../facts/units/types.js';
import { quoted } from '../../programs/shell.js';
import { systemctl } from '../../programs/supervision/systemctl.js';
import type { Finding } from '../rule.js';
import { lastWord, neverListens, telling } from './ended.js';
import { logOf, meansOf } from './ended-unit.js';
import { logOfLoop, loopSays, type SupervisedLoop } from './supervised-loop.js';

/** What is seen of it now: one that answers may have come to stay. `asked`: it took a connection, and hung up on that. */
const fateOf = (unserved: boolean, asked = false): string =>
  unserved
    ? `it ${asked ? 'takes connections, and dies before it answers' : 'dies before it can serve'}`
    : 'it answers just now, and may end again';

const lastWords = (lines: readonly string[]): string => {
  const line = (lastWord(lines) ?? '').slice(0, 300);
  return line ? `; its log ends with: ${line}` : '';
};

/** It ended in order, by its status and its words: a journal has systemd's own in any case. */
const inOrder = ({ exitStatus, log }: Unit): boolean =>
  exitStatus === 0 && !log.some(line => telling.test(line));

export function unitFinding(unit: Unit, unserved: boolean, asked: boolean): Finding {
  const control = `${unit.scope === 'system' ? 'sudo ' : ''}${systemctl(unit)}`;
  const name = quoted(unit.name);
  const status = unit.exitStatus ? `, the last time with status ${unit.exitStatus}` : '';
  return {
    severity: unserved ? 'error' : 'warning',
    summary: `systemd has restarted ${unit.name} ${unit.restarts} times${status}; ${meansOf(unit) ?? fateOf(unserved, asked)}${lastWords(unit.log)}.`,
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
        text: `${logOf(unit)}\n${!asked && inOrder(unit) ? `${neverListens}\n` : ''}Mend what it says, then:\n  ${control} reset-failed ${name} && ${control} restart ${name}`,
        needsRoot: unit.scope === 'system',
      },
    ],
    outcome: unserved ? 'refused' : 'ok',
  };
}

export function supervisedFinding(loop: SupervisedLoop, unserved: boolean): Finding {
  const { name, how, control, process } = loop;
  return {
    severity: unserved ? 'error' : 'warning',
    summary: `supervisord starts ${name} again and again; ${fateOf(unserved)}, the last time with ${how}${lastWords(loop.own?.lines ?? [])}.`,
    says: `${name} dies again and again`,
    evidence: [loopSays(loop)],
    fixes: [
      {
        title: 'Read why it ends',
        text: `${logOfLoop(loop)}\nMend what it says, then:\n  ${control} restart ${process}`,
        needsRoot: false,
      },
    ],
    outcome: unserved ? 'refused' : 'ok',
  };
}

export function containerFinding(
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

export function entryFinding(entry: Pm2Entry, unserved: boolean, asked: boolean): Finding {
  return {
    severity: unserved ? 'error' : 'warning',
    summary: `PM2 has restarted ${entry.name} ${entry.restarts} times${entry.watched ? ', as it does at each change in its folder (--watch)' : ''}; ${fateOf(unserved, asked)}${lastWords(entry.log)}.`,
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
        text: `  pm2 logs ${quoted(entry.name)} --err --lines 50\n${entry.watched ? 'PM2 also starts it again at each change in its folder (--watch), by a file that it writes itself too: keep those elsewhere, or name them in ignore_watch. ' : ''}${!asked && entry.log.length === 0 ? `${neverListens}\n` : ''}Mend what it says, then:\n  pm2 restart ${quoted(entry.name)}`,
        needsRoot: false,
      },
    ],
    outcome: unserved ? 'refused' : 'ok',
  };
}
