import type { Process } from '../facts/processes/types.js';
import type { Background } from '../programs/background.js';
import type { Fix } from '../programs/fix.js';
import type { Identity } from '../programs/identify.js';
import { quoted } from '../programs/shell.js';
import { escaped } from './escape.js';
import { renderFix } from './fix.js';
import type { Theme } from './plain.js';
import { ageText } from './ports.js';
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
): string {
  if (views.length === 0)
    return `No process behind ${escaped(target)} is to be seen here (netcheck why ${quoted(target)} says more).\n`;
  return `${views.map(view => one(view, theme, columns)).join('\n\n')}\n`;
}

function one(view: KeptView, theme: Theme, columns: number): string {
  const { process, identity, workers, background } = view;
  const many = workers > 0 ? `: master ${process.pid} + ${workers} worker${workers > 1 ? 's' : ''}` : '';
  const who = `${identity.label}${many} (pid ${process.pid}, ${process.user}, up ${ageText(view.age)})`;
  const rows = [
    row('logout', background.survivesLogout, 'lives on', 'ends', background.why, theme),
    row('crash', background.restartsAfterCrash, 'is started again', 'stays down', '', theme),
    row('reboot', background.survivesReboot, 'comes back', 'does not come back', '', theme),
    `  ${'output'.padEnd(8)} ${escaped(background.output ?? outputless(process))}`,
  ];
  const fixes = view.fixes.flatMap((fix, index) =>
    renderFix(fix, index === 0 ? 'Fix:' : 'Or:', theme, columns),
  );
  const output = view.lines.map(line => `    ${escaped(line)}`);
  return [
    theme.strong(indented(escaped(`${who}: ${background.says}`), 0, columns)),
    ...rows.map(text => wrapped(text, columns)),
    ...(output.length > 0 ? ['', `  The last ${output.length} lines of its output:`, ...output] : []),
    ...(fixes.length > 0 ? ['', ...fixes] : []),
  ].join('\n');
}

const outputless = ({ output }: Process): string =>
  output === '/dev/null' ? 'nowhere (/dev/null)' : 'into no file that could be seen';

function row(
  name: string,
  state: boolean | null,
  good: string,
  bad: string,
  why: string,
  theme: Theme,
): string {
  const reason = why ? `: ${escaped(why)}` : '';
  if (state === null) return `  ${name.padEnd(8)} ${theme.doubtful('?')} not known${reason}`;
  return `  ${name.padEnd(8)} ${state ? theme.good('✓') : theme.bad('✗')} ${state ? good : bad}${reason}`;
}

/** Long rows go on below their own text; the width of colour codes is not counted, so lines may come out short. */
function wrapped(text: string, columns: number): string {
  const [first = '', ...rest] = indented(text.trimStart(), 11, columns).split('\n');
  return [`  ${first.trimStart()}`, ...rest].join('\n');
}

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
      background,
      fixes,
      ...(lines.length > 0 ? { lines } : {}),
    })),
  };
}
