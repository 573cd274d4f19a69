import { expect, it } from 'vitest';
import { readFamilies } from '../../../src/facts/namespaces/families.js';
import type { System } from '../../../src/system/system.js';
import { listener } from '../../support/ground.js';

/** What `ss -Hlnte` of iproute2 6.1 printed. */
const text = `LISTEN 0 5 0.0.0.0:8000 0.0.0.0:* ino:41 sk:1 cgroup:/ <->
LISTEN 0 5 [::]:80 [::]:* ino:42 sk:2 cgroup:/ v6only:1 <->
LISTEN 0 5 *:81 *:* uid:33 ino:43 sk:3 cgroup:/ v6only:0 <->
`;
const wide = (inode: number) => listener('::', 80, { inode, v6only: null });
const after = async (run: () => Promise<{ stdout: string }>) => {
  const listeners = [wide(42), wide(43), wide(44)];
  const read = await readFamilies({ run } as unknown as System, 7, { listeners });
  return read.listeners.map(({ v6only }) => v6only);
};

it('tells of the listeners of another namespace whether they take IPv4', async () => {
  expect(await after(async () => ({ stdout: text }))).toEqual([true, false, null]);
  expect(await after(() => Promise.reject(new Error('no nsenter')))).toEqual([null, null, null]);
});
