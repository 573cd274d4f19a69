import { expect, it } from 'vitest';
import { lastEnd } from '../../../src/facts/units/pm2-end.js';
import type { System } from '../../../src/system/system.js';

const log = `2026-11-23T02:34:59: PM2 log: App [bb:1] online
2026-11-23T02:35:00: PM2 log: App [aa:0] exited with code [3] via signal [SIGINT]
2026-11-23T02:35:03: PM2 log: App [bb:1] exited with code [0] via signal [SIGKILL]
2026-11-23T02:35:04: PM2 log: App name:c c id:2 disconnected
2026-11-23T02:35:04: PM2 log: App [c c:2] exited with code [0] via signal [SIGKILL]
2026-11-23T02:35:04: PM2 log: Stopping app:dd id:3
2026-11-23T02:35:04: PM2 log: App [dd:3] exited with code [0] via signal [SIGINT]
2026-11-23T02:35:04: PM2 log: pid=12734 msg=process killed
2026-11-23T02:35:05: PM2 log: App [ee:4] starting in -fork mode-
`;

it.each([
  ['aa', 0, { code: 3, signal: 'SIGINT' }],
  ['bb', 1, { code: 0, signal: 'SIGKILL' }],
  ['c c', 2, { code: 0, signal: 'SIGKILL' }],
  ['dd', 3, undefined],
  ['ee', 4, undefined],
  ['aa', 7, undefined],
])('reads how %s ended, which nobody stopped', (name, id, end) => {
  const system = { read: () => log } as unknown as System;
  expect(lastEnd(system, '/root/.pm2', name, id)).toEqual(end && expect.objectContaining(end));
});
