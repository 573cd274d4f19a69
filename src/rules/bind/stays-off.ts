import type { Fact } from '../../facts/fact.js';
import { listIn, valueIn } from '../../facts/fact.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { doorOver } from '../../programs/door.js';
import { masterOf } from '../../programs/family.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { recognised } from '../../programs/identify.js';
import { changedSince } from '../changed-since.js';
import { idleOn } from '../port/absent.js';
import type { Finding } from '../rule.js';
import { named } from '../serving.js';
import { situationWith } from '../situation.js';
import type { AddressFacts } from './address.js';
import type { ChangedLine } from './changed-line.js';
import { again, lineFor, notReadAgain } from './port-not-read.js';

/** Words of a command line by which a server was told itself to do without a port, or which to take. */
const TOLD = /skip.networking|listen_addresses|^-h|^-p\d*$|^--port/i;

/** What its files, changed since its start, say by now of a server that they kept off its usual port before. */
function saysNow(
  facts: AddressFacts,
  server: Process,
  all: readonly Process[],
  port: number,
): ChangedLine | undefined {
  const said = lineFor(facts, server, all, 0, port);
  if (said) return said;
  const { program, candidate } = recognised(server, all) ?? {};
  const { off, portLine, defaultPorts, configuration } = program ?? {};
  if (!candidate || !off || !portLine || !defaultPorts?.includes(port)) return undefined;
  const own = configuration?.(candidate, doorOver(valueIn(facts.configuration) ?? [])) ?? [];
  const isTold = own.some(({ text }) => off.test(text) || text.search(portLine.line) >= 0);
  if (isTold || server.command.slice(1).some(word => TOLD.test(word))) return undefined;
  const file = own.find(each => portLine.file.test(each.path) && changedSince(each, server.startedAt));
  return file && { file, line: null };
}

/** A server runs without any port, and its file, which was changed since, gives it the one that was asked for. */
export function staysOff(
  facts: AddressFacts & {
    readonly listeners: Fact<readonly Socket[]>;
    readonly namespaces: Fact<readonly Namespace[]>;
  },
  question: Question,
): Finding | undefined {
  const { port, protocol } = question;
  const [listeners, owners] = [valueIn(facts.listeners), valueIn(facts.owners)];
  if (port === 0 || !listeners || !owners || !idleOn(facts.sockets, question)) return undefined;
  const all = valueIn(facts.processes) ?? [];
  const { machine } = facts;
  // Of UDP alone hardly one of them has a port.
  const open = listeners.filter(each => protocol === 'udp' || each.protocol === 'tcp');
  const elsewhere = new Set(listIn(facts.namespaces).map(({ inode }) => inode));
  const serving = new Set(open.flatMap(({ inode }) => owners.pidsByInode[inode] ?? []));
  for (const process of all) {
    // The sockets of others are not to be seen by everybody, and those of a container are not among these.
    const isSeen =
      (machine.uid === 0 || machine.uid === process.uid) && !elsewhere.has(process.networkNamespace ?? 0);
    if (!isSeen || serving.has(process.pid) || masterOf(process, all) !== process) continue;
    const found = saysNow(facts, process, all, port);
    if (!found) continue;
    const { file, line } = found;
    const who = named(process, all);
    const says = line === null ? 'keeps it off its port no longer' : `says "${line}"`;
    const situation = situationWith(facts, { process, processes: all, listener: null, machine });
    return notReadAgain(
      file,
      { server: process, who },
      {
        summary: `${file.path} ${says}, and was changed after ${who} started, which has no port yet.`,
        listens: `${who} has no port open`,
        fixes: [restartFix(situation, again)],
      },
    );
  }
  return undefined;
}
