import { baseName } from '../../programs/invocation.js';
import { keepsService, serviceUp } from '../../programs/supervision/service-folder.js';
import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import { collectProcesses } from '../processes/collect.js';
import { commandName } from '../processes/command-name.js';
import { listPids } from '../sockets/kin.js';
import { textOf } from '../text-of.js';
import { isDown } from './kept.js';
import type { Supervised } from './types.js';

const MOST = 32;

/** A service of runit, s6 or daemontools that was told to be down, and what its `run` says, each command on a line. */
interface ServiceDown {
  readonly script: string;
  readonly supervised: Supervised;
}

/** Those of this machine, as far as their state may be read. */
export function servicesDown(system: System): readonly ServiceDown[] {
  const keepers = listPids(system)
    .filter(pid => keepsService(commandName(system, pid)))
    .slice(0, MOST);
  const found = keepers.length > 0 ? (valueIn(collectProcesses(system, keepers)) ?? []) : [];
  return found.flatMap(each => {
    const { pid, name: keeper, directory, uid } = each;
    if (!directory || !keepers.includes(pid) || !isDown(system, each)) return [];
    const configuration = `${directory}/run`;
    const name = baseName(directory);
    return [
      {
        script: textOf(system, configuration, 16_384).replaceAll('\\\n', ' ').trim(),
        supervised: { name, configuration, logs: [], uid, ...serviceUp(keeper, directory) },
      },
    ];
  });
}
