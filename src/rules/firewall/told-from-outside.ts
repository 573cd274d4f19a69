import { type Container, isMachine, type Namespace } from '../../facts/namespaces/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { whileNamespaceLasts } from '../lasting.js';
import { lookInto, nameOf } from '../namespace/inside.js';
import type { Finding } from '../rule.js';

/** A finding of inside, told from outside: where it is, and commands that are run in there. */
export function toldFromOutside(
  { space }: { readonly space: Namespace },
  finding: Finding,
  containers?: readonly Container[],
): Finding {
  const where = nameOf(space, containers);
  const enter = `nsenter -t ${space.pids[0]} -n `;
  const entered = (fix: Fix): Fix => ({
    ...fix,
    ...(fix.steps && {
      steps: fix.steps.map(step => (step.do === 'run' ? { ...step, command: enter + step.command } : step)),
    }),
    ...(fix.steps &&
      !isMachine(space) && {
        text: whileNamespaceLasts,
      }),
  });
  return {
    ...finding,
    summary: `${isMachine(space) ? 'In' : 'Inside'} ${where}, ${finding.summary.charAt(0).toLowerCase()}${finding.summary.slice(1)}`,
    says: `${finding.says} ${isMachine(space) ? 'in' : 'inside'} ${where}`,
    evidence: finding.evidence.map(each => ({
      ...each,
      source: each.fact === 'listeners' ? lookInto(space) : enter + each.source,
    })),
    fixes: finding.fixes.map(entered),
  };
}
