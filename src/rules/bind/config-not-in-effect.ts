import { valueIn } from '../../facts/fact.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Unit } from '../../facts/units/types.js';
import { wildcardOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { masterOf } from '../../programs/family.js';
import { spells } from '../../programs/fixes/address-words.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import type { Situation } from '../../programs/program.js';
import { changeSaid, runsAsBefore } from '../changed-since.js';
import { idleOn } from '../port/absent.js';
import { defineRule, type Finding } from '../rule.js';
import { at, holdersOf, named } from '../serving.js';
import {
  type AddressFacts,
  addressMayUse,
  addressNeeds,
  boundElsewhere,
  missedBy,
  situationFor,
} from './address.js';
import { changedLine } from './changed-line.js';
import { changedPlace } from './changed-place.js';
import { ecosystemNotRead } from './ecosystem-not-read.js';
import { overruled } from './later-file.js';
import { notLoaded } from './not-loaded.js';
import { scriptForAddress } from './package-script.js';
import { portNotRead } from './port-not-read.js';
import { programNotRead } from './program-not-read.js';
import { sshBySocket } from './ssh-by-socket.js';
import { anyAddress, effectOf, startedElsewhere, startsElsewhere } from './start-script.js';
import { staysOff } from './stays-off.js';
import { isTold } from './told.js';
import { commandOf, newAddress, reloaded, unitNotRead } from './unit-not-read.js';

/** The unit of a process that runs with an address which the unit's command, loaded anew, names no more. */
function changedUnit({ process, processes, units }: Situation, address: string): Unit | undefined {
  return units.find(
    each =>
      each.mainPid === process.pid &&
      spells(process.command.join(' '), address) &&
      !spells(commandOf(each), address) &&
      (anyAddress.test(commandOf(each)) || startsElsewhere(commandOf(each), process, processes, address)),
  );
}

/** The running command has the address, and the one that its unit has now does not. */
function oldCommand(situation: Situation, { local: { address, port } }: Socket): Finding | undefined {
  const { process, processes, machine } = situation;
  const unit = changedUnit(situation, address);
  if (!unit) return undefined;
  const isLoaded = unit.pending === undefined;
  return {
    severity: 'error',
    ...runsAsBefore,
    summary: `${unit.name} would now run "${commandOf(unit)}"${isLoaded ? '' : ' by its file, which systemd has not read again (daemon-reload)'}, but ${named(process, processes)} was started before that and still listens on ${at(address, port)}.`,
    says: `${address}, from before the change`,
    evidence: [
      {
        fact: 'units',
        says: `ExecStart of ${unit.name}: ${commandOf(unit)}`,
        source: isLoaded ? 'systemctl show' : 'systemctl show, and the files of the unit',
      },
      {
        fact: 'processes',
        says: `pid ${process.pid} runs ${process.command.join(' ')}`,
        source: `/proc/${process.pid}/cmdline`,
      },
    ],
    fixes: [
      isLoaded
        ? restartFix(situation, 'Restart it, so that the new command holds')
        : reloaded(unit, machine.uid),
    ],
    outcome: 'refused',
  };
}

/** A variable that its unit sets has another address since it started. */
function oldVariable(situation: Situation, { local: { address, port } }: Socket): Finding | undefined {
  const { process, processes, units, machine, configuration } = situation;
  const unit = units.find(each => each.mainPid === process.pid);
  const found = unit && newAddress(unit, process, address, configuration);
  if (!found) return undefined;
  return {
    severity: 'error',
    ...runsAsBefore,
    summary: `${unit.name} has ${found.setting} by now, but ${named(process, processes)} was started before that and still listens on ${at(address, port)}.`,
    says: `${address}, from before the change`,
    evidence: [
      { fact: 'units', says: `${unit.name}: ${found.setting}`, source: 'the files of the unit' },
      {
        fact: 'processes',
        says: `pid ${process.pid} was started with ${found.old}`,
        source: `/proc/${process.pid}/environ`,
      },
    ],
    fixes: [reloaded(unit, machine.uid)],
    outcome: 'refused',
  };
}

/** One file of its says where it was asked for, and another one, which counts in its stead, where it listens. */
function laterFile(
  facts: AddressFacts,
  situation: Situation,
  listener: Socket,
  question: Question,
): Finding | undefined {
  const found = isLoopback(listener.local.address) ? overruled(situation, question) : undefined;
  if (!found) return undefined;
  const { path, line, by, inEffect } = found;
  const who = named(situation.process, situation.processes);
  const where = by === path ? 'a later line' : by;
  const finding = boundElsewhere(facts, listener, {
    summary: `${path} says "${line}", but ${where} wins, which has ${who} listen on ${at(listener.local.address, listener.local.port)}.`,
    says: `${listener.local.address}, by ${where}`,
    wanted: wildcardOf(question.family),
  });
  return {
    ...finding,
    headline: 'another file wins over the one that says so',
    evidence: [
      { fact: 'configuration', says: `"${line}" in ${path}, and "${inEffect}" in ${by}`, source: path },
      ...finding.evidence,
    ],
  };
}

/** Its file was changed after it started, and names another address now. */
function oldFile(
  situation: Situation,
  { local }: Socket,
  question: Question,
  holder: Process | undefined,
): Finding | undefined {
  const { process, processes, configuration } = situation;
  const started = startedElsewhere(masterOf(process, processes), processes, configuration, local.address);
  const script = started ?? (holder && scriptForAddress(holder, configuration, local.address));
  if (!script && isTold(situation, local.address)) return undefined;
  const changed =
    script ?? changedLine(configuration, local, process.startedAt) ?? changedPlace(situation, question);
  if (!changed) return undefined;
  const { file, line } = changed;
  const who = named(holder ?? process, processes);
  const place = at(local.address, local.port);
  return {
    severity: 'error',
    ...runsAsBefore,
    summary: `${file.path} says ${line === null ? 'nothing of an address any more, which is every address,' : `"${line}"`} and was changed after ${who} started; it still listens on ${place}.`,
    says: `${local.address}, from before the change`,
    evidence: [
      {
        fact: 'configuration',
        says: changeSaid(file, process.startedAt, `pid ${process.pid} started`),
        source: `${file.path}, /proc/${process.pid}/stat`,
      },
      { fact: 'sockets', says: `${who} listens on ${place}`, source: 'sock_diag or /proc/net' },
    ],
    fixes: [
      effectOf(
        situation,
        started ?? {},
        'Restart it, so that it listens where its file says: a reload is not enough',
      ),
    ],
    outcome: 'refused',
  };
}

/** A file that says where to listen was changed after the program started, which still goes by what it said before. */
export const rule = defineRule({
  code: 'bind/config-not-in-effect',
  needs: addressNeeds,
  mayUse: [...addressMayUse, 'listeners', 'namespaces'],
  check(facts, question) {
    const activated = idleOn(facts.sockets, question) && sshBySocket(facts, question);
    const unread =
      activated ||
      notLoaded(facts, question) ||
      ecosystemNotRead(facts, question) ||
      portNotRead(facts, question) ||
      staysOff(facts, question) ||
      unitNotRead(facts, question);
    if (unread) return unread;
    for (const listener of missedBy(facts, question)) {
      const situation = situationFor(facts, listener);
      const holder = holdersOf(listener, facts.owners, valueIn(facts.processes) ?? [])[0];
      const found =
        situation &&
        (oldCommand(situation, listener) ??
          oldVariable(situation, listener) ??
          programNotRead(facts, situation, listener, question) ??
          oldFile(situation, listener, question, holder) ??
          laterFile(facts, situation, listener, question));
      if (found) return found;
    }
    return undefined;
  },
});
