import type { Unit } from '../../facts/units/types.js';
import { quoted } from '../../programs/shell.js';
import { absent } from '../port/absent.js';
import type { Finding } from '../rule.js';

/** A service whose server waits until what comes before it has ended (ExecStartPre= of systemd.service(5)). */
export function beginning(units: readonly Unit[]): Finding | undefined {
  const unit = units.find(
    ({ activeState, subState }) => activeState === 'activating' && subState === 'start-pre',
  );
  if (!unit) return undefined;
  const control = unit.scope === 'user' ? 'systemctl --user' : 'systemctl';
  return {
    ...absent(
      `${unit.name} is still starting: what is to end before its server begins (ExecStartPre=) has not ended.`,
      'not started yet',
      [{ fact: 'units', says: `${unit.name} is activating (start-pre)`, source: 'systemctl show' }],
      [
        {
          title: 'See what it waits for',
          text: `This shows the process that has not ended, and what it said:\n  ${control} status ${quoted(unit.name)}`,
          needsRoot: false,
        },
      ],
    ),
    headline: 'the service has not started its server yet',
  };
}
