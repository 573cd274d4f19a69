import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { gather } from '../../src/facts/gather.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { rules } from '../../src/rules/index.js';
import { NETLINK, type Netlink } from '../../src/system/netlink/netlink.js';
import { realSystem } from '../../src/system/real.js';
import type { System } from '../../src/system/system.js';

const server = createServer((_, response) => response.end('hello\n'));
const portOf = () => (server.address() as AddressInfo).port;
const listen = () => new Promise<number>(resolve => server.listen(0, () => resolve(portOf())));
const hangUp = () => new Promise<unknown>(resolve => server.close(resolve));
afterEach(hangUp);

/** This machine, on which something happens once after the kernel was asked for its sockets so often. */
function changing(after: number, happens: () => void): System {
  let left = after;
  const netlink = (): Netlink | undefined => {
    const real = realSystem.netlink?.();
    if (!real) return undefined;
    const dump: Netlink['dump'] = (family, ...words) => {
      const answer = real.dump(family, ...words);
      if (family === NETLINK.socketDiagnosis && --left === 0) happens();
      return answer;
    };
    return { dump, ask: real.ask };
  };
  return { ...realSystem, netlink };
}

async function asked(port: number, system: System) {
  const target = parseTarget(`127.0.0.1:${port}`);
  const request = { target, asking: { from: 'self', family: null }, timeout: 10_000 } as const;
  const { target: meant, questions, facts } = await gather(system, request);
  const { verdict, causes } = diagnose(meant, questions, facts, rules);
  return { verdict, errors: causes.filter(each => each.severity === 'error').map(each => each.code) };
}

describe.skipIf(process.platform !== 'linux')('a server', () => {
  it('that comes while it is looked for is there', async () => {
    const port = await listen();
    await hangUp();
    // TCP and UDP of both families are asked for, first those that serve, then all.
    const system = changing(8, () => void server.listen(port));
    expect(await asked(port, system)).toEqual({ verdict: 'reachable', errors: [] });
  }, 30_000);

  it('that goes while it is looked at is not there', async () => {
    const port = await listen();
    const { verdict, errors } = await asked(
      port,
      changing(4, () => void hangUp()),
    );
    expect(verdict).toBe('unreachable');
    expect(errors[0]).toMatch(/^(?:port|process)\//);
  }, 30_000);
});
