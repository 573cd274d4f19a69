import type { System } from '../../system/system.js';
import { pendingCommand, replacedCommand } from './pending.js';
import type { Unit } from './types.js';
import { changedVariables } from './variables.js';

/** What a service's files say and systemd does not. */
export function written(system: System, shown: Unit): Pick<Unit, 'pending' | 'replaced' | 'variables'> {
  const pending = pendingCommand(system, shown);
  const replaced = replacedCommand(system, shown);
  const variables = changedVariables(system, shown);
  return {
    ...(pending !== undefined && { pending }),
    ...(replaced !== undefined && { replaced }),
    ...(variables && { variables }),
  };
}
