import { formatEndpoint } from '../../net/address.js';
import { takesBoth } from '../fixes/family-both.js';
import type { Fix } from '../fixes/fix.js';
import type { Situation, Wanted } from '../program.js';
import { quoted } from '../shell.js';
import { dropInFolder, dropInName } from './systemd.js';

/**
 * Where systemd holds the port for a unit: a drop-in with another ListenStream=. An empty one first, because the setting
 * is a list (systemd.socket(5)). Undefined where it is not systemd that listens, or its socket unit was not read.
 */
export function socketUnitFix(situation: Situation, wanted: Wanted): Fix | undefined {
  const { process, units, machine } = situation;
  if (process.pid !== 1 && process.name !== 'systemd') return undefined;
  const unit = units.find(each => each.listens.some(address => address.endsWith(`:${wanted.port}`)));
  if (!unit) return undefined;
  const folder = dropInFolder(unit);
  const others = unit.listens.filter(address => !address.endsWith(`:${wanted.port}`));
  const both = takesBoth(situation, wanted);
  const moved = [...others, formatEndpoint(wanted.address, wanted.port)].map(each => `ListenStream=${each}`);
  const lines = ['[Socket]', ...(both ? ['BindIPv6Only=both'] : ['ListenStream=', ...moved])];
  const control = unit.scope === 'user' ? 'systemctl --user' : 'systemctl';
  const service = quoted(unit.name.replace(/\.socket$/, '.service'));
  return {
    title: both
      ? `Let ${unit.name} take IPv4 too (BindIPv6Only=both)`
      : `Let ${unit.name} listen on ${wanted.address}`,
    steps: [
      {
        do: 'run',
        command: `mkdir -p ${folder} && printf '%s\\n' ${lines.map(quoted).join(' ')} >${folder}/${dropInName(unit)}`,
      },
      {
        do: 'run',
        command: `${control} daemon-reload && ${control} stop ${service} 2>/dev/null; ${control} restart ${quoted(unit.name)}`,
      },
    ],
    needsRoot: unit.scope === 'system' && machine.uid !== 0,
  };
}
