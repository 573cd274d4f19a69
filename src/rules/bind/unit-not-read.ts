import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import { environmentNamesPort, mentionsPort } from '../../facts/processes/candidates.js';
import { isUsual } from '../../facts/processes/environment.js';
import type { Process } from '../../facts/processes/types.js';
import type { Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { namesAddress, spellings } from '../../programs/fixes/address-words.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { baseName } from '../../programs/invocation.js';
import { literal } from '../../programs/literal.js';
import { quoted } from '../../programs/shell.js';
import { systemctl } from '../../programs/supervision/systemctl.js';
import { runsAsBefore } from '../changed-since.js';
import { absent, idleOn } from '../port/absent.js';
import type { Finding } from '../rule.js';
import { at, holdersOf, named } from '../serving.js';
import { quotedLine } from './changed-line.js';
import type { Used } from './not-loaded.js';

/** What it would run, once systemd has read its files. */
export const commandOf = ({ pending, command }: Unit): string => pending ?? command;

/** systemd is told of the changed files first. */
export function reloaded({ name, scope }: Unit, uid: number): Fix {
  const control = systemctl({ scope });
  return {
    title: 'Let systemd read the changed file, and restart it, so that what it says now holds',
    steps: [{ do: 'run', command: `${control} daemon-reload && ${control} restart ${quoted(name)}` }],
    needsRoot: scope === 'system' && uid !== 0,
  };
}

/** A setting of a unit, as its files have it by now, that the process which runs was not started with. */
export interface NewSetting {
  readonly setting: string;
  readonly old: string;
}

/** The variable that held the bound address at the start, or that was not there and a source reads, and has another one since. */
export function newAddress(
  unit: Unit,
  { environment }: Process,
  address: string,
  sources: readonly ConfigurationFile[],
): NewSetting | undefined {
  // That of another user's process is not to be seen.
  if (!environment) return undefined;
  const words = spellings(address);
  return Object.entries(unit.variables ?? {}).flatMap(([name, value]) => {
    const old = environment[name];
    if (!namesAddress(name) || words.includes(value) || old === value) return [];
    const isRead = new RegExp(`env\\w{0,20}[.[(]\\W{0,9}(?:get\\W{1,9})?${literal(name)}\\b`, 'i');
    const counts =
      old === undefined
        ? isUsual(name) && sources.some(({ text }) => isRead.test(text))
        : words.some(word => old.includes(word));
    return counts
      ? [{ setting: `${name}=${value}`, old: old === undefined ? `no ${name}` : `${name}=${old}` }]
      : [];
  })[0];
}

/** It is the program of the unit's command, by itself or as a script: no wrapper has handed on other words, and no title hides them. */
const runs = (command: readonly string[], program: string): boolean =>
  command.slice(0, 3).some(word => baseName(word) === baseName(program));

/**
 * The command or the variable that names a port, which those of the process do not. A command that names the port that is
 * open still may name another one that it goes to; and of a process only the usual variables are kept.
 */
function newPort(
  unit: Unit,
  { command, environment }: Process,
  open: number,
  port: number,
): NewSetting | undefined {
  if (environmentNamesPort(environment ?? {}, port)) return undefined;
  const now = commandOf(unit);
  const words = now.split(/\s+/);
  const isNew = mentionsPort(words, port) && !mentionsPort(command, port) && !mentionsPort(words, open);
  if (runs(command, words[0]!) && isNew)
    return { setting: `ExecStart=${quotedLine(now)}`, old: quotedLine(command.join(' ')) };
  const [name, value] =
    Object.entries(unit.variables ?? {}).find(
      ([each, told]) => isUsual(each) && environmentNamesPort({ [each]: told }, port),
    ) ?? [];
  const old = name === undefined ? undefined : environment?.[name];
  // That of another user's process is not to be seen.
  return environment && name !== undefined && old !== value
    ? { setting: `Environment=${name}=${value}`, old: old === undefined ? `no ${name}` : `${name}=${old}` }
    : undefined;
}

/** Whether its command or a variable names the port at all: machines have thousands of listeners to look through. */
const speaksOf = (unit: Unit, port: number): boolean =>
  mentionsPort(commandOf(unit).split(/\s+/), port) || environmentNamesPort(unit.variables ?? {}, port);

/** A unit's files name the port, where nobody listens, and its process was started by what they said before. */
export function unitNotRead(facts: Used, question: Question): Finding | undefined {
  const { port, protocol } = question;
  if (protocol !== 'tcp' || port === 0 || !idleOn(facts.sockets, question)) return undefined;
  const processes = valueIn(facts.processes) ?? [];
  for (const unit of valueIn(facts.units) ?? []) {
    const main = processes.find(({ pid }) => pid === unit.mainPid);
    if (!main || unit.activeState !== 'active' || !speaksOf(unit, port)) continue;
    const open = (valueIn(facts.listeners) ?? []).find(socket =>
      holdersOf(socket, facts.owners, processes).some(
        each => each.pid === main.pid || each.parent === main.pid,
      ),
    );
    const found = open && newPort(unit, main, open.local.port, port);
    if (!found) continue;
    const who = named(main, processes);
    const place = at(open.local.address, open.local.port);
    return {
      ...absent(
        `${unit.name} has "${found.setting}" by now, but ${who} was started before that, and listens on ${place} and not yet on ${port}.`,
        `${unit.name} still runs as before`,
        [
          {
            fact: 'units',
            says: `${unit.name}: ${found.setting}`,
            source: 'systemctl show, and the files of the unit',
          },
          {
            fact: 'processes',
            says: `pid ${main.pid} was started with ${found.old}`,
            source: `/proc/${main.pid}`,
          },
          { fact: 'listeners', says: `${who} listens on ${place}`, source: 'sock_diag or /proc/net' },
        ],
        [reloaded(unit, facts.machine.uid)],
      ),
      ...runsAsBefore,
    };
  }
  return undefined;
}
