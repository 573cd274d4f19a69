import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { probeLedOn } from '../../../src/facts/probes/led-on.js';
import { iptables, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan } from '../../support/ground.js';

const nat = (rule: string) =>
  rulesOf(iptables([], {}, `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp ${rule}\nCOMMIT`));
const asked = fromLan({ address: '127.0.0.1' });

describe('probeLedOn', () => {
  it('talks to the server that others are led to', async () => {
    const server = createServer((_, answer) => answer.end('hello'));
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const tried = (rule: string, question = asked) =>
      probeLedOn(nat(rule), 8000, [question, question], performance.now() + 3000);
    const answered = {
      address: '127.0.0.1',
      port,
      because: 'upstream',
      outcome: 'connected',
      conversations: [expect.objectContaining({ outcome: 'answered' })],
    };
    expect(await tried(`--dport 8000 -j REDIRECT --to-ports ${port}`)).toMatchObject([answered]);
    expect(await tried(`--dport 8000 -j DNAT --to-destination 127.0.0.1:${port}`, fromLan())).toMatchObject([
      answered,
    ]);
    for (const other of [
      `--dport 8001 -j REDIRECT --to-ports ${port}`,
      `--dport 18000 -j REDIRECT --to-ports ${port}`,
      `--dport 8000 -j DNAT --to-destination 172.17.0.2:${port}`,
    ])
      expect(await tried(other)).toEqual([]);
    expect(await tried(`--dport 8000 -j REDIRECT --to-ports ${port}`, fromHere())).toEqual([]);
    server.close();
  });
});
