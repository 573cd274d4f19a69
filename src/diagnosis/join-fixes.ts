import type { Fix, Step } from '../programs/fix.js';
import type { Finding } from '../rules/rule.js';

const sameStep = (a: Step, b: Step): boolean => JSON.stringify(a) === JSON.stringify(b);

const holds = (all: readonly Step[], some: readonly Step[]): boolean =>
  some.every(step => all.some(each => sameStep(each, step)));

/** iptables names rules by their number, which another step may shift; such steps stay with those they were made for. */
const isByNumber = (step: Step): boolean =>
  step.do !== 'run' || /\s-D\s|\s-I\s+\S+\s+([2-9]|\d\d+)\s/.test(step.command);

/**
 * One finding for two clients whom the same cause stops in different places: its first fix then helps both. Where the
 * steps cannot simply be put together, those of the client who needs more of them stand.
 */
export function joinFixes(finding: Finding, other: Finding): Finding {
  const [mine, theirs] = [finding.fixes[0], other.fixes[0]];
  if (!mine?.steps || !theirs?.steps || holds(mine.steps, theirs.steps)) return finding;
  if (holds(theirs.steps, mine.steps)) return { ...finding, fixes: other.fixes };
  if ([...mine.steps, ...theirs.steps].some(isByNumber))
    return theirs.steps.length > mine.steps.length ? { ...finding, fixes: other.fixes } : finding;
  const joined: Fix = {
    ...mine,
    title: `${mine.title}; ${theirs.title.charAt(0).toLowerCase()}${theirs.title.slice(1)}`,
    steps: [...mine.steps, ...theirs.steps.filter(step => !holds(mine.steps!, [step]))],
    ...(theirs.risk === undefined ? {} : { risk: [mine.risk, theirs.risk].filter(Boolean).join(' ') }),
    needsRoot: mine.needsRoot || theirs.needsRoot,
  };
  return { ...finding, fixes: [joined, ...finding.fixes.slice(1)] };
}
