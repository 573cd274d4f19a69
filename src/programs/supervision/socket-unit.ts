import type { Unit } from '../../facts/units/types.js';
import { formatEndpoint } from '../../net/address.js';
import { takesBoth } from '../fixes/family-both.js';
import type { Fix, Step } from '../fixes/fix.js';
import type { Situation, Wanted } from '../program.js';
import { quoted, written } from '../shell.js';
import { systemctl } from './systemctl.js';
import { dropInFolder, dropInName } from './systemd.js';

const kindOf = ({ kinds }: Unit, at: number): string => kinds?.[at] ?? 'Stream';

/** All that the unit listens on, and the wanted address in the place of those of its port; an empty line clears the list first. */
function movedTo({ address, port }: Wanted, unit: Unit, mine: string): readonly string[] {
  const others = unit.listens.flatMap((each, at) =>
    kindOf(unit, at) === mine && each.endsWith(`:${port}`) ? [] : `Listen${kindOf(unit, at)}=${each}`,
  );
  return [`Listen${mine}=`, ...others, `Listen${mine}=${formatEndpoint(address, port)}`];
}

/** The unit listens there now: another one for the same place has failed, because it could not have it, or is not started. */
export const listensNow = ({ activeState, listens }: Unit, port: number, path = `${port}`): boolean =>
  activeState === 'active' && listens.some(each => each === path || each.endsWith(`:${port}`));

/** The socket unit for which systemd itself holds the port; undefined where another program does, or it was not read. */
function unitHolding({ process, units, listener }: Situation, port: number): Unit | undefined {
  if (process.pid !== 1 && process.name !== 'systemd') return undefined;
  const mine = listener?.protocol === 'udp' ? 'Datagram' : 'Stream';
  return units.find(
    each =>
      listensNow(each, port) &&
      each.listens.some((address, at) => kindOf(each, at) === mine && address.endsWith(`:${port}`)),
  );
}

/** A drop-in with these lines for [Socket], and what makes it count. */
function dropIn(unit: Unit, settings: readonly string[]): readonly Step[] {
  const folder = dropInFolder(unit);
  const lines = ['[Socket]', ...settings];
  const control = systemctl(unit);
  const service = quoted(unit.name.replace(/\.socket$/, '.service'));
  return [
    {
      do: 'run',
      command: `mkdir -p ${folder} && ${written(lines, `${folder}/${quoted(dropInName(unit))}`)}`,
    },
    {
      do: 'run',
      command: `${control} daemon-reload && ${control} stop ${service} 2>/dev/null; ${control} restart ${quoted(unit.name)}`,
    },
  ];
}

/**
 * Where systemd holds the port for a unit: a drop-in with another ListenStream= or ListenDatagram=
 * (systemd.socket(5)). Undefined where it is not systemd that listens, or its socket unit was not read.
 */
export function socketUnitFix(situation: Situation, wanted: Wanted): Fix | undefined {
  const unit = unitHolding(situation, wanted.port);
  if (!unit) return undefined;
  const mine = situation.listener?.protocol === 'udp' ? 'Datagram' : 'Stream';
  const both = takesBoth(situation, wanted);
  return {
    title: both
      ? `Let ${unit.name} take IPv4 too (BindIPv6Only=both)`
      : `Let ${unit.name} listen on ${wanted.address}`,
    steps: dropIn(unit, both ? ['BindIPv6Only=both'] : movedTo(wanted, unit, mine)),
    needsRoot: unit.scope === 'system' && situation.machine.uid !== 0,
  };
}

/** Takes BindToDevice= off the socket unit that has it (systemd.socket(5)); undefined where it is not systemd that listens. */
export function untieSocketUnit(situation: Situation, port: number): Fix | undefined {
  const unit = unitHolding(situation, port);
  if (!unit) return undefined;
  return {
    title: `Let ${unit.name} take connections by every interface (BindToDevice=)`,
    steps: dropIn(unit, ['BindToDevice=']),
    needsRoot: unit.scope === 'system' && situation.machine.uid !== 0,
  };
}
