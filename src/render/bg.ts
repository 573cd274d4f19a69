import type { Process } from '../facts/processes/types.js';
import { unseenBy } from '../facts/unseen.js';
import { counted } from '../net/english.js';
import { isRunner } from '../programs/family.js';
import type { Fix } from '../programs/fixes/fix.js';
import type { Identity } from '../programs/identify.js';
import { labelOf } from '../programs/label.js';
import { quoted } from '../programs/shell.js';
import type { Background } from '../programs/supervision/background-kinds.js';
import { escaped } from './escape.js';
import { renderFix } from './fix.js';
import { ageText } from './ports.js';
import type { Theme } from './theme.js';
import { indented } from './wrap.js';

/** One server and how it is kept alive, ready to be said. */
export interface KeptView {
  /** The one that would be restarted: the master of its family. */
  readonly process: Process;
  readonly identity: Identity;
  readonly workers: number;
  /** Milliseconds since its start. */
  readonly age: number;
  readonly background: Background;
  readonly fixes: readonly Fix[];
  /** The last lines of its output, oldest first. */
  readonly lines: readonly string[];
}

/** What `netcheck bg` prints. */
export function renderKept(
  target: string,
  views: readonly KeptView[],
  theme: Theme,
  columns: number,
  asUser = false,
  hidden = false,
): string {
  if (hidden)
    return `Which program is behind ${escaped(target)} ${asUser ? `cannot be seen without root: sudo netcheck bg ${quoted(target)}` : `${unseenBy(0)}.`}\n`;
  if (views.length === 0)
    return `No process behind ${escaped(target)} is to be seen here (netcheck why ${quoted(target)} says more).\n`;
  return `${views.map(view => one(view, theme, columns, asUser)).join('\n\n')}\n`;
}

function one(view: KeptView, theme: Theme, columns: number, asUser: boolean): string {
  const { process, identity, background } = view;
  const who = `${identity.label}${familyOf(view)} (pid ${process.pid}, ${process.user}, up ${ageText(view.age)})`;
  const rows = [
    ...(process.state === 'T'
      ? [row('now', `${theme.bad('✗')} `, 2, 'stopped (Ctrl-Z or SIGSTOP): it answers nobody', columns)]
      : []),
    ...fatesOf(background).map(fate => fateRow(fate, theme, columns)),
    row('output', '', 0, escaped(background.output ?? outputless(process)), columns),
  ];
  const fixes = view.fixes.flatMap((fix, index) =>
    renderFix(fix, index === 0 ? 'Fix:' : 'Or:', theme, columns, asUser),
  );
  const output = view.lines.map(line => `    ${escaped(line)}`);
  const last = output.length === 1 ? 'line' : `${output.length} lines`;
  return [
    theme.strong(indented(escaped(`${who}: ${background.says}`), 0, columns)),
    ...rows,
    ...(output.length > 0 ? ['', `  The last ${last} of its output:`, ...output] : []),
    ...(fixes.length > 0 ? ['', ...fixes] : []),
  ].join('\n');
}

/** What ran it, and would be restarted with it; or how many workers it has. */
function familyOf({ process, identity, workers }: KeptView): string {
  const label = labelOf(process);
  if (isRunner(process)) return label === identity.label ? '' : `, run by ${label}`;
  return workers > 0 ? `: master ${process.pid} + ${counted(workers, 'worker')}` : '';
}

const outputless = ({ output }: Process): string =>
  output === '/dev/null' ? 'nowhere (/dev/null)' : 'into no file that could be seen';

const fatesOf = (background: Background): readonly Fate[] => [
  {
    name: 'logout',
    state: background.survivesLogout,
    good: 'lives on',
    bad: 'ends',
    why: background.why,
    doubtful: background.losesOutput === true,
  },
  { name: 'crash', state: background.restartsAfterCrash, good: 'is started again', bad: 'stays down' },
  { name: 'reboot', state: background.survivesReboot, good: 'comes back', bad: 'does not come back' },
];

interface Fate {
  readonly name: string;
  /** Null: not known. */
  readonly state: boolean | null;
  readonly good: string;
  readonly bad: string;
  readonly why?: string;
  /** Good, and with a "but". */
  readonly doubtful?: boolean;
}

function fateRow(fate: Fate, theme: Theme, columns: number): string {
  const { name, state, good, bad, why } = fate;
  const mark = state === null ? theme.doubtful('?') : state ? goodMark(fate, theme) : theme.bad('✗');
  const says = state === null ? 'not known' : state ? good : bad;
  return row(name, `${mark} `, 2, `${says}${why ? `: ${escaped(why)}` : ''}`, columns);
}

const goodMark = ({ doubtful = false }: Fate, theme: Theme): string =>
  doubtful ? theme.doubtful('!') : theme.good('✓');

/** A row that goes on below its own words; `wide` is what its mark takes on the screen. */
function row(name: string, mark: string, wide: number, words: string, columns: number): string {
  const indent = 11 + wide;
  const [first = '', ...rest] = indented(words, indent, columns).split('\n');
  return [`  ${name.padEnd(8)} ${mark}${first.trimStart()}`, ...rest].join('\n');
}

const shown = ({ endedBy: _, losesOutput: __, ...background }: Background) => background;

/** The same as one JSON document. */
export function keptDocument(target: string, views: readonly KeptView[]) {
  return {
    schema: 'netcheck.background/1',
    target,
    processes: views.map(({ process, identity, workers, age, background, fixes, lines }) => ({
      pid: process.pid,
      program: identity.program,
      label: identity.label,
      user: process.user,
      cwd: process.directory,
      startedAt: new Date(process.startedAt).toISOString(),
      seconds: Math.round(age / 1000),
      workers,
      background: shown(background),
      fixes,
      ...(lines.length > 0 ? { lines } : {}),
    })),
  };
}
