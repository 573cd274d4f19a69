import { inUse } from '../../facts/logs/port-said.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Pm2Entry } from '../../facts/units/types.js';
import { errorsAbout } from '../process/errors-about.js';
import { logOfEntry, strives } from '../process/unit-logs.js';
import type { Evidence } from '../rule.js';

/** The application of PM2 that could not have the port which others hold. */
export const entryWithout = (
  entries: readonly Pm2Entry[],
  holders: readonly Process[],
  machine: Machine,
  port: number,
): Pm2Entry | undefined =>
  entries.find(
    each =>
      !holders.some(one => one.pid === each.pid) &&
      strives(each, machine) &&
      errorsAbout([logOfEntry(each, machine)], machine, port)[0]?.kind === 'address-in-use',
  );

/** What PM2 tells of it. */
export const entrySays = ({ name, status, restarts, log, errorLog }: Pm2Entry): Evidence => ({
  fact: 'pm2',
  says: `${name} is ${status} after ${restarts} restarts: ${log.findLast(line => inUse.test(line)) ?? ''}`,
  source: errorLog ?? 'PM2',
});
