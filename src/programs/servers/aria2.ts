import { isWildcard } from '../../net/prefix.js';
import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** aria2's RPC (aria2c(1): --rpc-listen-all), which is on every address or on loopback. */
export const program: Program = byOption({
  id: 'aria2',
  title: 'aria2',
  names: ['aria2c'],
  options: ['--rpc-listen-all='],
  value: ({ address }) => String(isWildcard(address)),
  ports: [6800],
  address: '127.0.0.1',
});
