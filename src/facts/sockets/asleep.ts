import { masterOf } from '../../programs/family.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { inodeOf, namespaceFinder } from '../namespaces/of-process.js';
import { isTool } from '../processes/tool.js';
import type { Process } from '../processes/types.js';

/**
 * Those of a user's processes that are stopped, and may be a server's of this network namespace; empty where they are of
 * more than one program.
 */
export function asleepAmong(system: System, theirs: readonly Process[]): readonly Process[] {
  const stopped = theirs.filter(({ state, command }) => state === 'T' && !isTool(command[0] ?? ''));
  if (stopped.length === 0) return [];
  const own = attempt(() => inodeOf(system.link('/proc/self/ns/net'))) ?? 0;
  const namespaceOf = namespaceFinder(system, own);
  const here = stopped.filter(({ pid }) => namespaceOf(pid) === own);
  // A shell that is stopped with the server that it runs is no second one.
  const heads = here.filter(({ parent }) => !here.some(({ pid }) => pid === parent));
  return new Set(heads.map(each => masterOf(each, theirs).pid)).size === 1 ? here : [];
}
