import type { System } from '../../system/system.js';
import type { Container } from './types.js';

const REGISTER = '/run/systemd/machines';

/** A machine as systemd-machined registers it: lines KEY=VALUE, with NAME, LEADER and CLASS. Undefined for others. */
export function parseMachine(text: string): Container | undefined {
  const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] ?? '';
  const name = value('NAME');
  if (name === '' || value('CLASS') !== 'container') return undefined;
  return {
    engine: 'nspawn',
    id: value('ID') || name,
    name,
    image: value('ROOT'),
    running: true,
    exitCode: null,
    pid: Number(value('LEADER')) || 0,
    networkMode: '',
    addresses: [],
    restartPolicy: 'no',
    published: [],
  };
}

/** The containers in systemd-machined's register; none where there is no register. */
export function readMachines(system: System): Container[] {
  try {
    return system
      .list(REGISTER)
      .filter(name => !name.startsWith('unit:'))
      .flatMap(name => parseMachine(system.read(`${REGISTER}/${name}`, 64 * 1024)) ?? []);
  } catch {
    return [];
  }
}
