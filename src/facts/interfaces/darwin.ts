import type { System } from '../../system/system.js';
import { type Fact, partial } from '../fact.js';
import { parseIfconfig } from './ifconfig.js';
import { readNodeInterfaces } from './node.js';
import type { Interface } from './types.js';

/** The interfaces as ifconfig(8) lists them, or what node knows where it cannot be run. */
export function readMacInterfaces(system: System): Fact<readonly Interface[]> {
  try {
    const output = system.runSync?.('ifconfig', ['-aL']);
    const interfaces = parseIfconfig(output?.status === 0 ? output.stdout : '');
    if (interfaces.length > 0)
      return partial(interfaces, 'ifconfig -aL', 'ifconfig does not tell queue lengths and kinds');
  } catch {
    // Without the program node's own list must do.
  }
  return readNodeInterfaces(system);
}
