import type { Process } from '../../facts/processes/types.js';
import { invocationOf } from '../invocation.js';

/**
 * The monitor that `forever start` leaves behind (npm package forever, bin/monitor): it takes its orders on a unix socket,
 * and starts its script again as soon as that ends.
 */
export function isForever(process: Process): boolean {
  const { language, script } = invocationOf(process);
  return language === 'node' && script !== null && /(?:^|\/)forever\/bin\/monitor$/.test(script);
}
