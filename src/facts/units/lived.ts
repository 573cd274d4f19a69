import type { Unit } from './types.js';

/**
 * How long a main process lived that ended by itself with status 0. Its unit was active until then: one that systemd is told
 * to stop leaves that state before its process ends. What a timer or a socket starts is to end, and so is Type=oneshot.
 */
export function livedOf(fields: ReadonlyMap<string, string>, status: number | null): Pick<Unit, 'lived'> {
  const [started, ended, left] = ['ExecMainStart', 'ExecMainExit', 'ActiveExit'].map(
    name => Number(fields.get(`${name}TimestampMonotonic`)) || 0,
  ) as [number, number, number];
  const isMeantTo = fields.get('Type') === 'oneshot' || Boolean(fields.get('TriggeredBy'));
  if (fields.get('ActiveState') !== 'inactive' || status !== 0 || isMeantTo || started === 0) return {};
  return started < ended && ended <= left ? { lived: Math.round((ended - started) / 1000) } : {};
}
