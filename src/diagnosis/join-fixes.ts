import type { Fix, Step } from '../programs/fixes/fix.js';
import type { Finding } from '../rules/rule.js';

const sameStep = (a: Step, b: Step): boolean => JSON.stringify(a) === JSON.stringify(b);

const holds = (all: readonly Step[], some: readonly Step[]): boolean =>
  some.every(step => all.some(each => sameStep(each, step)));

/** The list whose rules a step of iptables names by their number: its program and its chain; undefined for other steps. */
function numbered(step: Step): string | undefined {
  const found =
    step.do === 'run' &&
    /^(ip6?tables\S*)(?: -t \S+)? (?:-D (\S+) \d+$|-I (\S+) (?:[2-9]|\d\d+) )/.exec(step.command);
  return found ? `${found[1]} ${found[2] ?? found[3]}` : undefined;
}

const touches = (step: Step, list: string): boolean => {
  const [program, chain] = list.split(' ');
  return step.do === 'run' && step.command.startsWith(`${program} `) && step.command.includes(` ${chain} `);
};

/** A step of one may shift what a step of the other counts; such steps stay with those they were made for. */
const shifts = (some: readonly Step[], others: readonly Step[]): boolean =>
  others.some(step => {
    const list = numbered(step);
    return list !== undefined && some.some(each => touches(each, list));
  });

/** What stops or edits is made for one server, and is no part of another's fix. */
const isApart = (step: Step): boolean => step.do !== 'run';

/**
 * One finding for two clients whom the same cause stops in different places: its first fix then helps both. Where the
 * steps cannot simply be put together, those of the client who needs more of them stand.
 */
export function joinFixes(finding: Finding, other: Finding): Finding {
  const [mine, theirs] = [finding.fixes[0], other.fixes[0]];
  if (!mine?.steps || !theirs?.steps || holds(mine.steps, theirs.steps)) return finding;
  if (holds(theirs.steps, mine.steps)) return { ...finding, fixes: other.fixes };
  const apart = [...mine.steps, ...theirs.steps].some(isApart);
  if (apart || shifts(mine.steps, theirs.steps) || shifts(theirs.steps, mine.steps))
    return theirs.steps.length > mine.steps.length ? { ...finding, fixes: other.fixes } : finding;
  const joined: Fix = {
    ...mine,
    title:
      mine.title === theirs.title
        ? mine.title
        : `${mine.title}; ${theirs.title.charAt(0).toLowerCase()}${theirs.title.slice(1)}`,
    steps: [...mine.steps, ...theirs.steps.filter(step => !holds(mine.steps!, [step]))],
    ...(theirs.risk === undefined
      ? {}
      : { risk: [...new Set([mine.risk, theirs.risk])].filter(Boolean).join(' ') }),
    needsRoot: mine.needsRoot || theirs.needsRoot,
  };
  return { ...finding, fixes: [joined, ...finding.fixes.slice(1)] };
}
