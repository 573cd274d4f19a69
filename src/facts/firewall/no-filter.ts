import { baseName } from '../../programs/invocation.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { readText } from './tools.js';

/** Kernel modules that filter, translate, spread or encrypt packets once somebody has told them to. */
const filtering =
  /^(nf_tables|(?:ip6?|arp)table_\w+|arptable_\w+|ebtable_\w+|ebtables|ip_vs|nf_flow_table|xfrm_user|af_key)$/;

const moduleName = (path: string): string => baseName(path).replace(/\.ko$/, '').replaceAll('-', '_');

/**
 * Whether this kernel has no packet filter at all: of the modules that filter, none is built in and none is loaded
 * (/proc/modules, /lib/modules/RELEASE/modules.builtin), so no namespace has a rule. False where that cannot be told, as in a
 * container, which does not see the kernel's files. Anybody may read these: it is what an ordinary user can know.
 */
export function filtersNothing(system: System): boolean {
  const loaded = readText(system, '/proc/modules')?.split('\n').filter(Boolean);
  const release = readText(system, '/proc/sys/kernel/osrelease')?.trim();
  // A kernel without modules, and one whose list is hidden, tell nothing.
  if (!loaded?.length || !release || release.includes('/')) return false;
  if (loaded.some(line => filtering.test(line.split(' ', 1)[0]!))) return false;
  const builtIn = attempt(() => system.read(`/lib/modules/${release}/modules.builtin`, 1024 * 1024))
    ?.split('\n')
    .filter(Boolean);
  return (
    builtIn !== undefined && builtIn.length > 0 && !builtIn.some(path => filtering.test(moduleName(path)))
  );
}
