import type { System } from '../../system/system.js';
import type { Fact } from '../fact.js';
import { readPm2 } from './pm2.js';
import { readUnits, type Wanted } from './systemd.js';
import type { Pm2Entry, Unit } from './types.js';

/** What keeps servers running on this machine, as far as it concerns the target. */
export interface Supervision {
  readonly units: Fact<readonly Unit[]>;
  readonly pm2: Fact<readonly Pm2Entry[]>;
}

/** Asks systemd and PM2, each only where it runs, both at the same time. */
export async function readSupervision(system: System, wanted: Wanted): Promise<Supervision> {
  const [units, pm2] = await Promise.all([
    readUnits(system, wanted),
    readPm2(system, wanted.processes, !wanted.served),
  ]);
  return { units, pm2 };
}
