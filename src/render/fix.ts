import type { Fix, Step } from '../programs/fixes/fix.js';
import { endOrKill, isAwaited } from '../programs/fixes/stop.js';
import { commandLine, quoted } from '../programs/shell.js';
import { escaped } from './escape.js';
import type { Theme } from './theme.js';
import { indented } from './wrap.js';

/** A step as the lines that a person would type; never wrapped, so that they can be pasted. */
export function stepLines(step: Step): readonly string[] {
  switch (step.do) {
    case 'stop':
      return [`kill ${step.pid}`];
    case 'run': {
      const place = step.cwd ? `cd ${quoted(step.cwd)} && ` : '';
      return [`${place}${step.command}${step.background && !/&\s*$/.test(step.command) ? ' &' : ''}`];
    }
    case 'edit':
      return [
        `edit ${quoted(step.file)}`,
        ...step.find.split('\n').map(line => `  - ${line}`),
        ...step.replace.split('\n').map(line => `  + ${line}`),
      ];
  }
}

/** The steps as lines to paste: what is stopped together on one line, which waits for its end where something follows. */
function toType(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step, index) => {
    if (step.do !== 'stop') return stepLines(step);
    const rest = steps.slice(index + 1);
    if (rest[0]?.do === 'stop' || isAwaited(step.pid, steps[index - 1])) return [];
    const first = steps.slice(0, index).findLastIndex(each => each.do !== 'stop') + 1;
    const pids = steps.slice(first, index + 1).flatMap(each => (each.do === 'stop' ? each.pid : []));
    return [`kill ${pids.join(' ')}${rest.length > 0 ? `; ${endOrKill(pids)}` : ''}`];
  });
}

/** What a shell does with a line besides running one program with arguments, which sudo alone would leave to the user. */
const BY_SHELL = /[;&|<>()$`*?\n]|^cd |^\w+=/;

/** A line for root as an ordinary user types it: what a shell does for it (a redirection, `cd`) has to be root's too. */
function bySudo(line: string): string {
  if (/^(sudo |\s)/.test(line)) return line;
  if (line.startsWith('edit ')) return `sudo${line}`;
  const [, command, file] = /^([^;&|<>$`]+) >>(\S+)$/.exec(line) ?? [];
  if (file !== undefined) return `${command} | sudo tee -a ${file}`;
  return BY_SHELL.test(line) ? commandLine(['sudo', 'sh', '-c', line]) : `sudo ${line}`;
}

/** A line that is written for an ordinary user, as root types it, on whose machine there may be no sudo. */
const byRoot = (line: string): string => line.replace(/(^|(?:&&|;) )sudo (?!-)/g, '$1');

/**
 * One fix: what it does, what to type, what else people should know. What stands further in is typed, and nothing else is:
 * people paste it whole. With `asUser` it is typed by somebody who is not root.
 */
export function renderFix(fix: Fix, head: string, theme: Theme, columns: number, asUser = false): string[] {
  const root = fix.needsRoot ? ' (as root)' : '';
  const title = escaped(fix.title).replace(/\.$/, '');
  const lines = [indented(`${head} ${title}${root}.${fix.risk ? ` ${escaped(fix.risk)}` : ''}`, 2, columns)];
  for (const line of toType(fix.steps ?? []))
    lines.push(`    ${theme.command(escaped(fix.needsRoot && asUser ? bySudo(line) : line))}`);
  for (const part of fix.text?.split('\n') ?? [])
    lines.push(
      part.startsWith('  ')
        ? `    ${theme.command(escaped(asUser ? part.trim() : byRoot(part.trim())))}`
        : indented(escaped(part), 2, columns),
    );
  return lines;
}
