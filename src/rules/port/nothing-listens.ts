import { valueIn } from '../../facts/fact.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Project } from '../../facts/subject/types.js';
import { toBeSeenBy } from '../../facts/unseen.js';
import { counted } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Startable } from '../../programs/fixes/start.js';
import { asksTwice } from '../../programs/ftp.js';
import { quoted } from '../../programs/shell.js';
import { isPerhapsSent, LEAD_FACTS, walkOf } from '../namespace/lead.js';
import type { LeadFacts } from '../namespace/lead-types.js';
import { defineRule, type Evidence, unchecked } from '../rule.js';
import { at } from '../serving.js';
import { absent, faultsBehindRules, idleOn, reasonsForAbsence, takenForOwn } from './absent.js';
import { deserted } from './deserted.js';
import { idle, withIdle } from './installed.js';
import { withLastOutput } from './last-output.js';
import { nobody } from './not-by-name.js';
import { withPlain } from './plain-beside.js';
import { withRefusal } from './refused-settings.js';
import { withSite } from './site-unopened.js';
import { asEvidence, stateOf, stoppedHere, stoppedNamed } from './stopped-here.js';
import { withWritten } from './written-service.js';

/** No socket of any kind serves the port in this network namespace. */
export const rule = defineRule({
  code: 'port/nothing-listens',
  needs: ['sockets', 'interfaces', 'subject'],
  mayUse: [...LEAD_FACTS, 'unixListeners', 'units', 'pm2', 'machine', 'logs', 'configuration'],
  explainedBy: [
    ...reasonsForAbsence,
    ...faultsBehindRules,
    'port/taken',
    'name/wrong-address',
    'route/subnet-overlap',
  ],
  check(facts, question) {
    if (question.target.socketPath !== null)
      return deserted(
        question,
        valueIn(facts.probes) ?? [],
        valueIn(facts.unixListeners) ?? [],
        stoppedHere(facts, valueIn(facts.machine), question),
      );
    if (question.port === 0)
      return facts.subject.pids.length > 0
        ? undefined
        : (stoppedNamed(
            question,
            stoppedHere(facts, valueIn(facts.machine), question),
            valueIn(facts.units) ?? [],
          ) ?? nobody(question, facts));
    // A port that a rule sends on to another place needs no listener here.
    const walk = idleOn(facts.sockets, question) ? walkOf(facts, question) : null;
    if (walk === null || walk?.rewrittenBy) return undefined;
    if (walk && isPerhapsSent(walk))
      return unchecked('a rule may send it on, and iptables does not show where (nft list ruleset does)');
    const machine = valueIn(facts.machine);
    const { installed } = facts.subject;
    const stopped = stoppedHere(facts, machine, question);
    const known = stopped.map(each => ` ${stateOf(each)}.`).join('');
    const port = `${question.protocol === 'udp' ? 'UDP port' : 'port'} ${question.port}`;
    const refused = (valueIn(facts.configuration) ?? []).filter(asksTwice);
    if (installed) return withRefusal(idle(installed, facts, stopped), refused);
    const found = absent(
      `Nothing listens on ${port} of this machine${unseenIn(facts, machine?.uid)}.${known}${takenForOwn(question, facts.interfaces)}`,
      'nothing listens',
      [
        {
          fact: 'sockets',
          says: `no listening socket on ${port}, on any address`,
          source: 'sock_diag or /proc/net',
        },
        ...remainsOf(facts.sockets),
        ...stopped.map(asEvidence),
      ],
      [...stopped.map(each => each.fix), startIt(question, facts.subject.project, machine, stopped)],
    );
    // The port of a host alone is nobody's choice, so it is named.
    if (question.target.kind === 'host') return { ...found, headline: `nothing listens on ${port}` };
    // What is kept here for this port tells more than what was started by hand, of whatever port.
    const told = stopped.length > 0 ? found : withLastOutput(found, facts, question.port);
    const plain = withPlain(told, facts, question);
    const written = withSite(withWritten(plain, facts, question), facts.configuration, question);
    return withRefusal(withIdle(written, facts.subject.idle, question), refused);
  },
});

/** Connections that a server had whose port is free again. */
function remainsOf(sockets: readonly Socket[]): readonly Evidence[] {
  const left = sockets.filter(each => each.yields);
  const states = [...new Set(left.map(each => each.state.toUpperCase()))].join(', ');
  const says = `${counted(left.length, 'old connection')} (${states}): a server was here until a moment ago, and the port is free again`;
  return left.length > 0 ? [{ fact: 'sockets', says, source: 'sock_diag, bind(2)' }] : [];
}

/** To start it by hand, where nothing else has ended that would be started again. */
const startIt = (
  question: Question,
  project: Project | undefined,
  machine: Machine | undefined,
  stopped: readonly Startable[],
): Fix => ({
  title: 'Start the server, and look at what it prints: it names the address and port that it took',
  text: [
    ...(stopped.length === 0 ? inProject(project) : []),
    'Then ask again, or see which programs listen:',
    `  netcheck why ${quoted(question.target.input)}`,
    '  netcheck ports',
    ...portless(question),
    ...(machine && machine.uid > 0 && stopped.length === 0 ? [asRoot] : []),
  ].join('\n'),
  needsRoot: false,
});

const inProject = (project: Project | undefined): readonly string[] =>
  project
    ? [`By ${project.file}, the project in this folder starts its server with:`, `  ${project.command}`]
    : [];

/** Why a service of another user ended stands where only root may look. */
const asRoot = 'With sudo, netcheck also looks at the services and logs of other users.';

/** Where a server may be that an ordinary user, or the root of a container, does not see: the end of a sentence. */
function unseenIn(
  { namespaces, firewall }: Pick<LeadFacts, 'namespaces' | 'firewall'>,
  uid: number | undefined,
): string {
  const toSee = toBeSeenBy(uid);
  if (namespaces.status !== 'known') return `; a server inside a container ${toSee}`;
  const inside = namespaces.value.some(each => each.listeners.some(({ protocol }) => protocol === 'tcp'));
  return inside && firewall.status === 'unknown'
    ? `; whether a rule sends it on to a server in another network namespace ${toSee}`
    : '';
}

/** A host alone is asked about the web: most who type one know the port, and have to say it. */
const portless = ({ target: { kind, host } }: Question): readonly string[] =>
  kind === 'host'
    ? [
        `Without a port, 443 and then 80 are asked. For another:\n  netcheck why ${quoted(at(host ?? '', 8000))}`,
      ]
    : [];
