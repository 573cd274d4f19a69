import type { Machine } from '../../facts/machine/types.js';
import { containerIn } from '../../facts/namespaces/names.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Process } from '../../facts/processes/types.js';
import { usualPortOf } from '../../facts/processes/usual-port.js';
import { unseenBy } from '../../facts/unseen.js';
import type { Seen } from '../rule.js';

/**
 * Another user's descriptors are hidden from an ordinary user, and so is the link to its namespace. On Linux that link
 * tells also of one's own program with capabilities (setcap), and of root without CAP_SYS_PTRACE (ptrace(2)).
 */
export const isHidden = (
  { uid, networkNamespace, state }: Process,
  { uid: own, platform }: Machine,
): boolean =>
  networkNamespace === null && !/[ZX]/.test(state) && (platform === 'linux' || (own !== 0 && uid !== own));

/**
 * Why it cannot be told whether a process listens whose descriptors are hidden: it was meant by its name, so it may on
 * any port, or it is in a network namespace or a container of its own. Undefined where they are not, or the idle port tells.
 */
export function whatIsHidden(
  process: Process,
  port: number,
  spaces: readonly Namespace[],
  { machine, listeners, owners }: Seen<'machine' | 'listeners' | 'owners', never>,
): string | undefined {
  if (!isHidden(process, machine)) return undefined;
  const { pid, cgroup } = process;
  const hidden = `${unseenBy(machine.uid)}: its descriptors are hidden`;
  if (spaces.some(space => space.pids.includes(pid))) return ` in its own network namespace ${hidden}`;
  if (containerIn(cgroup ?? '')) return ` inside its container ${hidden}`;
  if (port === 0) return ` ${hidden}`;
  // It is the port by custom only, and one of the listeners of its user may be its own.
  const mayHave = listeners.some(({ uid, inode }) => uid === process.uid && owners.hidden.includes(inode));
  return mayHave && usualPortOf(process.command) === port ? ` on another port ${hidden}` : undefined;
}
