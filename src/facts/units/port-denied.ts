import { inUse } from '../logs/port-said.js';
import type { Unit } from './types.js';

/**
 * By which word a unit tells that another has its port: a line of its log, or the result of a socket (systemd.socket(5))
 * where nobody may read the journal, which would say what else it could not have; undefined where nothing says so.
 */
export const portDenied = ({
  name,
  result,
  log,
}: Pick<Unit, 'name' | 'result' | 'log'>): string | undefined =>
  log.findLast(line => inUse.test(line))?.trim() ??
  (name.endsWith('.socket') && result === 'resources' && log.length === 0 ? result : undefined);
