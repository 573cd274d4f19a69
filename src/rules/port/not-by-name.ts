import { valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Subject } from '../../facts/subject/types.js';
import type { Question } from '../../net/question.js';
import { stoppedProgram } from '../../programs/fixes/start.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { absent } from './absent.js';
import { idle } from './installed.js';
import { asEvidence, stateOf } from './stopped-here.js';

/** The target is a word, and no process goes by it. */
export function nobody(
  { target }: Question,
  facts: Pick<Facts, 'logs' | 'machine' | 'pm2' | 'units' | 'containers'> & {
    readonly subject: Subject;
    readonly interfaces: readonly Interface[];
  },
): Finding | Unchecked {
  const { installed, supervised } = facts.subject;
  if (installed) return idle(installed, facts);
  if (supervised?.unseen)
    return unchecked(
      `whether supervisord's ${supervised.name} runs cannot be seen: the processes that may be it do not show their environment`,
    );
  if (supervised) {
    const program = stoppedProgram(supervised, valueIn(facts.machine));
    const found = absent(`${stateOf(program)}.`, 'not running', [asEvidence(program)], [program.fix]);
    return { ...found, headline: `${program.who} does not run` };
  }
  const unasked = whoWasSilent(facts);
  if (unasked)
    return unchecked(`whether something here is called ${target.program} could not be seen: ${unasked}`);
  // What ends like a file or a unit was not looked up among hosts.
  const asHost = target.program?.includes('.') ? '' : ', and it is no host name either';
  const found = absent(
    `No process, service or container called ${target.program} runs here${asHost}.`,
    'not running',
    [{ fact: 'subject', says: `no process is called ${target.program}`, source: '/proc' }],
    [
      {
        title: 'Start it, or ask by its port',
        text: `netcheck ports lists every program that listens.${ofInterface(target.program, facts.interfaces)}`,
        needsRoot: false,
      },
    ],
  );
  return { ...found, headline: 'nothing of that name runs here' };
}

/** Who types eth0 means the interface, which has a command of its own. */
const ofInterface = (word: string | null, interfaces: readonly Interface[]): string =>
  interfaces.some(({ name }) => name === word)
    ? `\n${word} is a network interface:\n  netcheck ifaces ${word}`
    : '';

/** Those that keep programs under names of their own, run here, and did not say which. */
function whoWasSilent({ pm2, units, containers }: Pick<Facts, 'pm2' | 'units' | 'containers'>) {
  if (pm2.status === 'partial') return pm2.lacks;
  if (containers.status === 'partial') return containers.lacks;
  return units.status === 'unknown' && units.reason !== 'unsupported' ? units.detail : undefined;
}
