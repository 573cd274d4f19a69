import { expect, it } from 'vitest';
import { clientsOf } from '../../../src/facts/namespaces/clients.js';
import type { System } from '../../../src/system/system.js';

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, remote: string, state: string) =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000 0\n`;
const tables: Readonly<Record<string, string>> = {
  '/proc/42/net/tcp':
    head +
    row('00000000:1F40', '00000000:0000', '0A') +
    row('02001EAC:1F40', '02004D0A:B748', '06') +
    row('02001EAC:1F40', '03004D0A:B749', '03') +
    row('02001EAC:1F41', '04004D0A:B74A', '01'),
  '/proc/42/net/tcp6':
    head + row('0000000000000000FFFF000002001EAC:1F40', '0000000000000000FFFF000005004D0A:C000', '01'),
};

it('names those whose handshake with the port is over, by either family', () => {
  const system = {
    read: (path: string) => {
      const text = tables[path];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    },
  } as unknown as System;
  expect(clientsOf(system, 42, 8000)).toEqual(['10.77.0.2', '10.77.0.5']);
  expect(clientsOf(system, 43, 8000)).toEqual([]);
});
