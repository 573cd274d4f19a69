import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import { rewrites } from '../../facts/firewall/rewrites.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Process } from '../../facts/processes/types.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { comesFromElsewhere, keptOutBy } from '../../programs/access/admission.js';
import type { Coming, KeptOut } from '../../programs/access/admission-types.js';
import { wrappedService } from '../../programs/access/inetd-service.js';
import { DENY, wrappedAway } from '../../programs/access/tcp-wrappers.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { identify } from '../../programs/identify.js';
import { quoted } from '../../programs/shell.js';
import { ownersOf } from '../http/owner.js';
import type { Finding } from '../rule.js';
import { holdersOf, serversOf, takersOf } from '../serving.js';
import { advice, clientsOf, finding } from '../talk.js';

type Used = {
  readonly [K in 'configuration' | 'sockets' | 'owners' | 'processes' | 'interfaces' | 'firewall']: Fact<
    FactValues[K]
  >;
};

/** The client is on a network of this machine's. */
const isNeighbour = (client: string, interfaces: readonly Interface[]): boolean =>
  interfaces.some(({ addresses }) =>
    addresses.some(({ address, prefix }) => inPrefix(client, `${address}/${prefix}`)),
  );

/** Whom a server here keeps out by an address, and how, as its configuration says. */
function kept(facts: Used, question: Question, client: string) {
  const owner =
    ownersOf(question, facts.sockets, facts.owners, facts.processes)[0] ?? onlyElsewhere(facts, question);
  if (!owner || !comesFromElsewhere(client)) return undefined;
  const files = valueIn(facts.configuration) ?? [];
  const { program } = identify(owner, valueIn(facts.processes) ?? []);
  const near = question.vantage.kind === 'lan' || isNeighbour(client, valueIn(facts.interfaces) ?? []);
  const { address: server, port } = question;
  const coming = { client, server, near, port, args: owner.command.slice(1) };
  const by = keptOutBy(program, files, coming) ?? byWrappers(files, owner, coming);
  return by && { by, program };
}

/** Of the two, a server here turns this machine away alone: what becomes of its attempt is no word about the client. */
export const onlyThisKeptOut = (facts: Used, question: Question): boolean =>
  question.vantage.kind !== 'self' &&
  question.vantage.source !== null &&
  kept(facts, question, question.address) !== undefined &&
  kept(facts, question, question.vantage.source) === undefined;

/** A server here that keeps clients from elsewhere out by their address, as its configuration says: no probe from here shows it. */
export function keptOut(facts: Used, question: Question): Finding | undefined {
  const { source, kind, network } = question.vantage;
  const found = kind === 'self' || source === null ? undefined : kept(facts, question, source);
  if (!found || source === null) return undefined;
  const { by, program } = found;
  return finding(
    'error',
    `${program} listens, and turns away clients from ${clientsOf(question)}: ${by.text === null ? `${by.file} has no ${by.setting} for them, and without one it serves this machine only` : `${by.file} has ${by.text}`}.`,
    `${by.setting} keeps this client out`,
    [
      {
        fact: 'configuration',
        says: by.text === null ? `No ${by.setting} fits ${source}` : `${by.text} does not let ${source} in`,
        source: by.file,
      },
    ],
    {
      fixes: [openTo(by, network ?? source)],
      outcome: 'no-answer',
      explains: ['cloud/outside-this-machine'],
    },
  );
}

/**
 * Who serves the port on another address, where one process does and nobody on the one that was asked for: behind that stands
 * this. A rule may send the connections on to another server.
 */
function onlyElsewhere(
  { sockets, owners, processes, firewall }: Used,
  question: Question,
): Process | undefined {
  const rules = valueIn(firewall);
  const seen = valueIn(sockets) ?? [];
  if (!question.local || takersOf(seen, question).length > 0 || (rules && rewrites(rules))) return undefined;
  const holders = serversOf(seen, question).flatMap(each =>
    holdersOf(each, owners, valueIn(processes) ?? []),
  );
  return new Set(holders).size === 1 ? holders[0] : undefined;
}

/** Lets a network in: by one command where there is one, else by hand. */
function openTo(by: KeptOut, network: string): Fix {
  const title = `Let clients from ${network} in`;
  const command = by.command?.(network);
  if (command === undefined) return advice(title, by.letIn(network), true);
  return { title, steps: [{ do: 'run', command }], needsRoot: true };
}

/** Linked to TCP wrappers, and going by them only where a file of its own says so (vsftpd.conf(5), stunnel(8)). */
const onRequest: readonly (readonly [name: RegExp, line: RegExp])[] = [
  [/^vsftpd$/, /^tcp_wrappers=YES/im],
  [/^stunnel/, /^[ \t]*libwrap[ \t]*=[ \t]*yes/im],
];

/** TCP wrappers, for any program that is linked to them, and those that inetd starts. */
function byWrappers(
  files: readonly ConfigurationFile[],
  { name }: Process,
  { client, port, args }: Coming,
): KeptOut | undefined {
  const asked = onRequest.find(([program]) => program.test(name))?.[1];
  if (asked && !files.some(({ text }) => asked.test(text))) return undefined;
  const daemon = name === 'inetd' ? wrappedService(files, port, args) : name;
  const rule = daemon === undefined ? undefined : wrappedAway(files, daemon, client);
  const line = (network: string) => `${daemon}: ${bracketed(network)}`;
  return (
    rule && {
      ...rule,
      setting: rule.file.slice('/etc/'.length),
      letIn: network =>
        `A line in /etc/hosts.allow, which is read first and counts from the next connection on:\n  ${line(network)}`,
      // What hosts.allow itself turns away would come before the line.
      ...(rule.file === DENY && {
        command: (network: string) => `printf '\\n%s\\n' ${quoted(line(network))} >>/etc/hosts.allow`,
      }),
    }
  );
}

/** IPv6 in these files is in brackets, its length behind them. */
const bracketed = (network: string): string =>
  network.includes(':') ? network.replace(/^([^/]*)/, '[$1]') : network;
