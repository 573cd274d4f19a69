import type { Fact } from '../../facts/fact.js';
import { valueIn } from '../../facts/fact.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { spellings } from '../../programs/fixes/address-words.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { invocationOf } from '../../programs/invocation.js';
import type { Situation } from '../../programs/program.js';
import { quoted } from '../../programs/shell.js';
import { activatedSsh, listenAsConfigured } from '../../programs/supervision/ssh-socket.js';
import { absent, idleOn } from '../port/absent.js';
import { defineRule, type Finding } from '../rule.js';
import { at, holdersOf, named } from '../serving.js';
import { advice } from '../talk.js';
import { type AddressFacts, addressMayUse, addressNeeds, missedBy, situationFor } from './address.js';
import { changedLine } from './changed-line.js';
import { notLoaded } from './not-loaded.js';
import { portNotRead } from './port-not-read.js';

/** An address in a command line, with or without a port. */
const anyAddress = /(?:^|[\s=])(?:\d+\.\d+\.\d+\.\d+|\[?[\da-f]*::[\da-f:]*\]?)(?=$|[\s:])/i;

/** What it would run, once systemd has read its files. */
const commandOf = ({ pending, command }: Unit): string => pending ?? command;

/** The command line has the address: it wins over any file. A title says where the program listens, whoever told it. */
const isTold = ({ process }: Situation, address: string): boolean =>
  !invocationOf(process).titled && spellings(address).some(word => process.command.join(' ').includes(word));

/** systemd is told of the changed files first. */
const reloaded = ({ name, scope }: Unit, uid: number): Fix => {
  const control = scope === 'user' ? 'systemctl --user' : 'systemctl';
  return {
    title: 'Let systemd read the changed file, and restart it, so that the new command holds',
    steps: [{ do: 'run', command: `${control} daemon-reload && ${control} restart ${quoted(name)}` }],
    needsRoot: scope === 'system' && uid !== 0,
  };
};

/** The unit of a process that still runs with an address which the unit's command, loaded anew, names no more. */
function changedUnit({ process, units }: Situation, address: string): Unit | undefined {
  const spelled = (line: string) => spellings(address).some(word => line.includes(word));
  return units.find(
    each =>
      each.mainPid === process.pid &&
      spelled(process.command.join(' ')) &&
      !spelled(commandOf(each)) &&
      anyAddress.test(commandOf(each)),
  );
}

/** sshd's file names the port, and systemd, which listens in its place, goes by its own. */
function sshBySocket(
  {
    configuration,
    listeners,
    owners,
    processes,
    machine,
  }: AddressFacts & { readonly listeners: Fact<readonly Socket[]> },
  { port, protocol }: Question,
): Finding | undefined {
  const found = protocol === 'tcp' ? activatedSsh(valueIn(configuration) ?? [], port) : undefined;
  if (!found) return undefined;
  const { unit, file, listens, ports, config } = found;
  const isIts = (socket: Socket): boolean => {
    const holders = holdersOf(socket, owners, valueIn(processes) ?? []);
    return (
      holders.length === 0 || holders.some(({ pid, name }) => pid === 1 || /^(sshd|systemd)$/.test(name))
    );
  };
  const socket = (valueIn(listeners) ?? []).find(
    each => each.protocol === 'tcp' && ports.includes(each.local.port) && isIts(each),
  );
  if (!socket) return undefined;
  const { address, port: other } = socket.local;
  return {
    ...absent(
      `${config} says port ${port}, and sshd does not open its port itself: systemd listens for it, by ${unit}, on ${listens.join(' and ')}.`,
      `${unit} listens on ${other}`,
      [
        { fact: 'configuration', says: `sshd is to listen on port ${port}`, source: config },
        {
          fact: 'configuration',
          says: `ListenStream=${listens.join(', ')}; ${unit} is enabled`,
          source: file,
        },
        { fact: 'listeners', says: `${at(address, other)} is open`, source: 'sock_diag or /proc/net' },
      ],
      [listenAsConfigured(found, machine.uid), advice('Use the port that is open', `  ssh -p ${other} …`)],
    ),
    headline: `systemd listens for sshd, by ${unit}, and not where sshd's own file says`,
  };
}

/**
 * A file that says where to listen was changed after the program started, and no line of its configuration names the
 * address that it has bound: it still has what an older file said.
 */
export const rule = defineRule({
  code: 'bind/config-not-in-effect',
  needs: addressNeeds,
  mayUse: [...addressMayUse, 'listeners'],
  check(facts, question) {
    const activated = idleOn(facts.sockets, question) && sshBySocket(facts, question);
    const unread = activated || notLoaded(facts, question) || portNotRead(facts, question);
    if (unread) return unread;
    for (const listener of missedBy(facts, question)) {
      const situation = situationFor(facts, listener);
      if (!situation) continue;
      const { process, processes, configuration } = situation;
      const { address, port } = listener.local;
      const who = named(process, processes);
      const unit = changedUnit(situation, address);
      if (unit)
        return {
          severity: 'error',
          headline: 'the server still runs with its old configuration',
          summary: `${unit.name} would now run "${commandOf(unit)}"${unit.pending === undefined ? '' : ' by its file, which systemd has not read again (daemon-reload)'}, but ${who} was started before that and still listens on ${at(address, port)}.`,
          says: `${address}, from before the change`,
          evidence: [
            {
              fact: 'units',
              says: `ExecStart of ${unit.name}: ${commandOf(unit)}`,
              source:
                unit.pending === undefined ? 'systemctl show' : 'systemctl show, and the files of the unit',
            },
            {
              fact: 'processes',
              says: `pid ${process.pid} runs ${process.command.join(' ')}`,
              source: `/proc/${process.pid}/cmdline`,
            },
          ],
          fixes: [
            unit.pending === undefined
              ? restartFix(situation, 'Restart it, so that the new command holds')
              : reloaded(unit, situation.machine.uid),
          ],
          outcome: 'refused',
        };
      const changed = changedLine(configuration, listener.local, process.startedAt);
      if (!changed || isTold(situation, address)) continue;
      const { file, line } = changed;
      return {
        severity: 'error',
        headline: 'the server still runs with its old configuration',
        summary: `${file.path} says "${line}" and was changed after ${who} started; it still listens on ${at(address, port)}.`,
        says: `${address}, from before the change`,
        evidence: [
          {
            fact: 'configuration',
            says: `changed ${new Date(file.modifiedAt).toISOString()}, pid ${process.pid} started ${new Date(process.startedAt).toISOString()}`,
            source: `${file.path}, /proc/${process.pid}/stat`,
          },
          {
            fact: 'sockets',
            says: `${who} listens on ${at(address, port)}`,
            source: 'sock_diag or /proc/net',
          },
        ],
        fixes: [
          restartFix(situation, 'Restart it: in a reload, its old socket would be in the way of the new one'),
        ],
        outcome: 'refused',
      };
    }
    return undefined;
  },
});
