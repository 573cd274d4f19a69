import type { System } from '../../system/system.js';
import { withDescendants } from '../sockets/kin.js';
import { textOf } from '../text-of.js';
import { unmetCondition } from './condition.js';
import { pendingCommand, replacedCommand } from './pending.js';
import type { Unit } from './types.js';
import { changedVariables } from './variables.js';

/** What a service's files say and systemd does not. */
export function written(
  system: System,
  shown: Unit,
): Pick<Unit, 'pending' | 'replaced' | 'variables' | 'preparing' | 'unmet'> {
  const pending = pendingCommand(system, shown);
  const replaced = replacedCommand(system, shown);
  const variables = changedVariables(system, shown);
  const unmet = unmetCondition(system, shown);
  return {
    ...(unmet !== undefined && { unmet }),
    ...(pending !== undefined && { pending }),
    ...(replaced !== undefined && { replaced }),
    ...(variables && { variables }),
    ...(shown.preparing && { preparing: withScript(system, shown.preparing) }),
  };
}

type Preparing = NonNullable<Unit['preparing']>;

/** The script that the command runs: /srv/wait.sh, bash /srv/wait.sh; and what it has started that has not ended. */
function withScript(system: System, preparing: Preparing): Preparing {
  const { command, script, pid } = preparing;
  const path = command.split(' ').find(word => word.startsWith('/') && !/\/\w*sh$/.test(word));
  const [, ...below] = withDescendants(system, [pid]);
  return {
    ...preparing,
    script: script || (path ? textOf(system, path, 16_384) : ''),
    runs: below.map(each => textOf(system, `/proc/${each}/cmdline`, 4096).replace(/\0$/, '').split('\0')),
  };
}
