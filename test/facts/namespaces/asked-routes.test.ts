import { expect, it } from 'vitest';
import { askedRoutes } from '../../../src/facts/namespaces/asked-routes.js';
import type { System } from '../../../src/system/system.js';

/** What `ip -j route get` of iproute2 6.1 prints, by the address that is asked for. */
const answers: Readonly<Record<string, { readonly stdout: string; readonly stderr: string }>> = {
  '10.77.0.2': {
    stdout:
      '[{"dst":"10.77.0.2","from":"172.30.0.2","gateway":"172.30.0.1","dev":"eth0","uid":0,"cache":[]}]',
    stderr: '',
  },
  '10.78.0.2': { stdout: '', stderr: 'RTNETLINK answers: Permission denied\n' },
  '172.30.0.2': { stdout: '[{"type":"local","dst":"172.30.0.2","dev":"lo","uid":0,"cache":[]}]', stderr: '' },
};
const main =
  'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t00001EAC\t00000000\t0001\t0\t0\t0\t00FFFFFF\n';

it('asks the kernel of the namespace for the way to each client, and leaves out what it cannot tell', async () => {
  const asked: (readonly string[])[] = [];
  const system = {
    read: () => main,
    run: async (_: string, args: readonly string[]) => {
      asked.push(args);
      const answer = answers[args[7]!];
      if (!answer) throw new Error('no ip');
      return answer;
    },
  } as unknown as System;
  const clients = ['10.77.0.2', '10.78.0.2', '172.30.0.2', '10.79.0.2', 'fd00::2'];
  expect(await askedRoutes(system, 7, '172.30.0.2', clients)).toEqual([
    { prefix: '10.77.0.2/32', device: 'eth0', gateway: '172.30.0.1' },
    { prefix: '10.78.0.2/32', device: null },
    { prefix: '172.30.0.0/24', device: 'eth0' },
  ]);
  expect(asked[0]?.join(' ')).toBe('-t 7 -n ip -j route get 10.77.0.2 from 172.30.0.2');
  expect(asked).toHaveLength(4);
});
