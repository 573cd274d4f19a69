import { type Fact, valueIn } from '../../facts/fact.js';
import type { Process } from '../../facts/processes/types.js';
import type { Unit } from '../../facts/units/types.js';
import { quoted } from '../../programs/shell.js';
import { restartOf, systemctl } from '../../programs/supervision/systemctl.js';
import { absent } from '../port/absent.js';
import type { Finding } from '../rule.js';
import { named } from '../serving.js';

/** systemd has told it to end, and it has let go of its port, and not ended. */
export function beingStopped(
  meant: Process,
  units: Fact<readonly Unit[]>,
  processes: readonly Process[],
): Finding | undefined {
  const unit = (valueIn(units) ?? []).find(
    each => each.activeState === 'deactivating' && each.mainPid === meant.pid,
  );
  if (!unit) return undefined;
  return absent(
    `${named(meant, processes)} is being stopped: ${unit.name} is ${unit.activeState} (${unit.subState}), and it has not ended.`,
    'being stopped',
    [
      {
        fact: 'units',
        says: `${unit.name} is ${unit.activeState} (${unit.subState}), main pid ${meant.pid}`,
        source: 'systemctl show',
      },
    ],
    [
      {
        title: 'End it, and start it again',
        steps: [
          { do: 'run', command: `${systemctl(unit)} kill -s KILL ${quoted(unit.name)}` },
          { do: 'run', command: restartOf(unit) },
        ],
        risk: 'What it still works at is lost.',
        needsRoot: unit.scope === 'system',
      },
    ],
  );
}
