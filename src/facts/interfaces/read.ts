import type { System } from '../../system/system.js';
import type { Fact } from '../fact.js';
import { readMacInterfaces } from './darwin.js';
import { readLinuxInterfaces } from './linux.js';
import { readNodeInterfaces } from './node.js';
import type { Interface } from './types.js';

/**
 * All interfaces, in the order of `ip addr`. Linux: rtnetlink, or files, marked partial. macOS: ifconfig. Elsewhere:
 * what node knows of the interfaces that run, marked partial.
 */
export function readInterfaces(system: System): Fact<readonly Interface[]> {
  if (system.platform === 'linux') return readLinuxInterfaces(system);
  if (system.platform === 'darwin') return readMacInterfaces(system);
  return readNodeInterfaces(system);
}
