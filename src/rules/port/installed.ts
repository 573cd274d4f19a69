import { type Fact, valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Installed } from '../../facts/subject/types.js';
import { listed } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Startable } from '../../programs/fixes/start.js';
import type { Evidence, Finding } from '../rule.js';
import { absent } from './absent.js';
import { asEvidence, stateOf } from './stopped-here.js';

/** The files by name, the first of many only: what they include would fill a page. */
const named = (files: readonly string[]): string =>
  files.length > 3 ? `${files[0]} and ${files.length - 1} more files` : listed(files);

/** Where a program that does not run would listen, in one sentence. */
export const wouldListen = ({ ports, files }: Installed): string =>
  ports.length === 0
    ? `No port is named in its configuration (${named(files)}).`
    : `By its configuration (${named(files)}) it would listen on port ${listed(ports)}.`;

/** What its configuration says, as evidence. */
export const configured = (installed: Installed): readonly Evidence[] => [
  {
    fact: 'subject',
    says: `${installed.title}: port ${listed(installed.ports) || 'not named'}`,
    source: named(installed.files),
  },
];

/** What was looked at for the reason why it does not run, and says nothing of one; logs are often kept from ordinary users. */
function silentLogs({ logs }: Installed, read: readonly LogExcerpt[], asUser: boolean): string {
  const seen = logs.filter(path => read.some(log => log.path === path));
  const unseen = logs.filter(path => !seen.includes(path));
  return [
    seen.length > 0 ? ` Nothing in ${listed(seen)} says why.` : '',
    unseen.length > 0
      ? ` There is nothing to read in ${listed(unseen)}${asUser ? ', or only root may' : ''}.`
      : '',
  ].join('');
}

/** By the command of its service, once its configuration is seen to be right. */
const startInstalled = (who: string, { title, test, units }: Installed): Fix => ({
  title: `Start ${who}, and look at what it says`,
  text: [
    ...(test ? [`  sudo ${test}\nThat tells whether its configuration is right.`] : []),
    units[0] ? `  sudo service ${units[0]} start` : `Start ${title} as you did before.`,
  ].join('\n'),
  needsRoot: true,
});

/** The finding of a port that nobody serves, with the server that is set up for it and does not run. */
export function withIdle(found: Finding, idle: Installed | undefined, { protocol }: Question): Finding {
  if (!idle || protocol !== 'tcp') return found;
  return {
    ...found,
    summary: `${found.summary} ${idle.title} would, by its configuration (${named(idle.files)}), and does not run.`,
    evidence: [...found.evidence, ...configured(idle)],
    fixes: [startInstalled(idle.title, idle), ...found.fixes],
  };
}

/** The server that was asked for by name is installed, does not run, and no log says why. */
export function idle(
  installed: Installed,
  { logs, machine }: { readonly logs: Fact<readonly LogExcerpt[]>; readonly machine: Fact<Machine> },
  stopped: readonly Startable[] = [],
): Finding {
  const { title, units } = installed;
  const own = stopped.filter(({ who }) => units.some(unit => who === `${unit}.service`));
  const known = own.map(each => ` ${stateOf(each)}.`).join('');
  const asUser = (valueIn(machine)?.uid ?? 0) > 0;
  return absent(
    `${title} does not run. ${wouldListen(installed)}${known}${silentLogs(installed, valueIn(logs) ?? [], asUser)}`,
    'not running',
    [
      { fact: 'subject', says: `no process of ${title} runs`, source: '/proc' },
      ...configured(installed),
      ...own.map(asEvidence),
    ],
    [...own.map(each => each.fix), startInstalled('it', installed)],
  );
}
