import { valueIn } from '../../facts/fact.js';
import { forwardingOf } from '../../facts/namespaces/forwarder.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { recognised } from '../../programs/identify.js';
import { isProxy } from '../../programs/proxies/upstreams.js';
import { quoted } from '../../programs/shell.js';
import { speechOf } from '../../programs/sources/spoken-source.js';
import { askedHere } from '../name/server-here.js';
import { idleOn } from '../port/absent.js';
import { defineRule, type Finding, type Seen } from '../rule.js';
import { named, takersOf, withService } from '../serving.js';
import { rootAnswers, unansweredOf } from '../silence.js';
import { type Talk, talkOf } from '../talk.js';
import { leadsBack } from './asks-itself.js';
import { byPreparation, byScript } from './awaited-by-script.js';
import { byConnection, DNS, ofScript, sent, type Wait } from './awaited-connection.js';
import { byLog } from './awaited-in-log.js';
import { preparingFor } from './beginning.js';
import { whatIsHidden } from './hidden-descriptors.js';
import { type Meant, meantBy } from './meant.js';
import { servingOf } from './servers.js';
import { takenBy } from './serves-once.js';
import { spokenBy } from './spoken.js';

/** What hands requests on is no server that waits: http/bad-gateway and the namespace causes tell of those behind. */
const passesOn = (name: string): boolean => isProxy(name) || /^(ssh|kubectl)$/.test(name);

/** It waits for something that does not answer, and serves nobody until it does. */
export const rule = defineRule({
  code: 'process/waits-for-dependency',
  needs: ['sockets', 'owners', 'processes', 'listeners', 'probes', 'subject', 'outgoing', 'machine'],
  mayUse: ['logs', 'configuration', 'interfaces', 'namespaces', 'units', 'resampled'],
  // What a server's leftover waits for is nothing to the server.
  explainedBy: ['process/stopped', 'port/held-by-child'],
  check(facts, asked) {
    const { sockets, owners, processes, listeners, probes, subject, outgoing } = facts;
    const question = askedHere(probes, sockets, asked);
    const { logs, configuration } = facts;
    const silent = unansweredOf(probes, question) !== undefined;
    const left = idleOn(sockets, question);
    const idle = question.port === 0 || left !== undefined;
    const meant = idle ? unheard({ processes, owners, listeners, subject }, question, left ?? []) : undefined;
    const mine = silent ? serversOn(facts, question) : processes.filter(each => each.pid === meant?.pid);
    const family = mine.flatMap(each => [each, ...processes.filter(child => child.parent === each.pid)]);
    const back = leadsBack(sockets, question, valueIn(facts.interfaces) ?? []);
    const elsewhere = sent(outgoing, question.port).filter(each => !back(each));
    const spaces = valueIn(facts.namespaces) ?? [];
    // Whose descriptors are hidden may listen all the while, and its log tell of one request.
    const deaf = meant && !whatIsHidden(meant, question.port, spaces, facts);
    const unit = idle && !meant ? preparingFor(valueIn(facts.units) ?? [], question) : undefined;
    const wait =
      byConnection(family, elsewhere, idle ? undefined : mine, () =>
        idle ? question.port !== 0 || isServer(mine, facts) : owes(mine, facts, question),
      ) ??
      (deaf && byLog(meant, processes, valueIn(logs) ?? [], valueIn(facts.units) ?? [])) ??
      (deaf && byScript(meant, processes, valueIn(configuration) ?? [], listeners, question.port)) ??
      (unit && byPreparation(unit, listeners, question.port));
    if (!wait) return undefined;
    return waiting(ofScript(wait, meant), facts, silent ? fateOf(talkOf(probes, question), wait) : undefined);
  },
});

/** Who serves the port by itself. */
const serversOn = (
  { sockets, owners, processes }: Seen<'sockets' | 'owners' | 'processes', never>,
  question: Question,
): readonly Process[] =>
  (servingOf(sockets, owners, processes, question)?.workers ?? []).filter(
    each => !forwardingOf(each, question.port) && !passesOn(each.name),
  );

/** By its program or its source it is to listen, whatever its port. */
const isServer = (
  family: readonly Process[],
  { processes, configuration }: Seen<'processes', 'configuration'>,
): boolean =>
  family.some(each => {
    const program = recognised(each, processes)?.program;
    return (program && !program.generic) || speechOf(each, valueIn(configuration) ?? [])?.speaks === 'http';
  });

/** It lets its clients wait unaccepted, or speaks HTTP: who speaks anything else may wait for words of its own clients. */
function owes(
  [server]: readonly Process[],
  facts: Seen<'sockets' | 'processes' | 'probes', 'resampled' | 'configuration' | 'logs'>,
  question: Question,
): boolean {
  const talk = talkOf(facts.probes, question);
  if (!server || !talk) return false;
  const resampled = valueIn(facts.resampled) ?? [];
  const silent = {
    talk,
    processes: facts.processes,
    resampled,
    configuration: valueIn(facts.configuration) ?? [],
    logs: valueIn(facts.logs) ?? [],
  };
  return (
    takersOf(resampled, question).some(({ queue }) => queue.used > 0) ||
    spokenBy(server, silent, question)?.owes === true
  );
}

/** Who was meant and has not listened yet: one that serves a client has. */
function unheard(meaning: Meant, question: Question, idle: readonly Socket[]): Process | undefined {
  const meant = meantBy(meaning, question);
  return meant && takenBy(meant, idle, meaning.owners) ? undefined : meant;
}

/** It has asked nothing but name servers. */
const asksNames = ({ places }: Wait): boolean => places.every(each => each.endsWith(`:${DNS}`));

/** Who looks up the names of its clients answers those that it knows, as those on this machine, all the while. */
const fateOf = (talk: Talk | undefined, wait: Wait): string => {
  if (talk && rootAnswers(talk)) return `does not answer for ${talk.first.path}`;
  return asksNames(wait) ? 'keeps its clients waiting' : 'answers nobody';
};

/** What spares a server its questions to the name server. */
const spared: readonly (readonly [name: RegExp, how: string])[] = [
  [
    /^python/,
    " Python's http.server asks for the name of its own address before it listens: a line for it in /etc/hosts spares it the question.",
  ],
  [
    /^(?:mariadbd|mysqld)$/,
    ' skip_name_resolve in the [mysqld] section of my.cnf spares it the names of its clients; accounts are then for addresses, and not for host names.',
  ],
];

/** `silent`: what becomes of its clients, where it listens. */
function waiting(
  wait: Wait,
  { processes, machine }: Seen<'processes' | 'machine', never>,
  silent: string | undefined,
): Finding {
  const who = wait.process ? named(wait.process, processes) : wait.unit;
  const what = wait.places.map(withService).join(' or ');
  const which = wait.places.length > 1 ? 'of which one' : 'which';
  const foreign = machine.uid !== 0 && wait.process?.uid !== machine.uid;
  const idle = wait.process ? 'does not listen' : 'does not start its server';
  const fails = wait.places.every(each => each.startsWith('the name '))
    ? 'does not resolve'
    : 'does not answer';
  return {
    severity: 'error',
    summary: `${who} waits for ${what}, ${which} ${fails}; until then it ${silent ?? idle}.`,
    says: `waits for ${wait.places.join(' or ')}`,
    evidence: [wait.evidence],
    fixes: [
      {
        title: `Find out why ${what} ${fails}`,
        text:
          lookedUp(wait, foreign) ??
          `${wait.places.map(each => `  netcheck why ${quoted(asked(each))}\n`).join('')}${whereItStands(wait)}`,
        needsRoot: wait.variables !== undefined && foreign,
      },
    ],
    outcome: silent ? 'no-answer' : 'refused',
  };
}

/** How the place is found that variables hold. */
const lookedUp = ({ variables, process }: Wait, foreign: boolean): string | undefined =>
  variables &&
  process &&
  `This shows where that is:\n  ${foreign ? 'sudo ' : ''}cat /proc/${process.pid}/environ | tr '\\0' '\\n' | grep -E '^(${variables.join('|')})='\nThen ask about that place: netcheck why HOST:PORT`;

/** A place as it is asked about: a port alone, a unix socket by its scheme, a name by a URL: alone it may be a program's. */
const asked = (place: string): string =>
  place
    .replace(/^port /, '')
    .replace(/^the name (.*)/, 'http://$1/')
    .replace(/^\//, 'unix:/');

/** Where the server has the address from, that may be the wrong one. */
const whereItStands = (wait: Wait): string => {
  if (!asksNames(wait))
    return "The address may be the wrong one: DATABASE_URL and the like in the server's environment or configuration.";
  const own = spared.find(([name]) => name.test(wait.process?.name ?? ''))?.[1] ?? '';
  return `The address of the name server stands in /etc/resolv.conf.${own}`;
};
