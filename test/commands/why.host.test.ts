import { describe, expect, it } from 'vitest';
import { withPort80 } from '../../src/commands/why.host.js';
import type { Diagnosis } from '../../src/diagnosis/types.js';
import { known } from '../../src/facts/fact.js';
import type { Gathered } from '../../src/facts/gather.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { listener } from '../support/ground.js';

type Outcome = readonly [verdict: Diagnosis['verdict'], code?: string];
const served: Outcome = ['reachable'];
const nobody: Outcome = ['unreachable', 'port/nothing-listens'];

/** The port that the diagnosis is about, and how often was looked, where 443 and 80 are as they are said to be. */
async function asked(
  typed: string,
  at443: Outcome,
  at80: Outcome,
  location?: string,
  page = served,
  open: readonly number[] = [],
) {
  const looked: (number | null)[] = [];
  const lookAt = async (target: Gathered['target']) => {
    looked.push(target.port);
    const http = { status: location ? 301 : 200, headers: location ? { location } : {} };
    const conversations = [{ asked: 'http', address: 'shop.test', name: null, path: '/', http }];
    const listeners = known(
      open.map(port => listener('0.0.0.0', port)),
      'a test',
    );
    return {
      target,
      facts: { probes: known([{ conversations }], 'a test'), listeners },
    } as unknown as Gathered;
  };
  const diagnosisOf = ({ target }: Gathered) => {
    const [verdict, code] = target.path === '/' ? page : target.port === 80 ? at80 : at443;
    return { verdict, causes: code ? [{ code, severity: 'error' }] : [] } as unknown as Diagnosis;
  };
  const found = await withPort80(await lookAt(parseTarget(typed)), diagnosisOf, lookAt);
  return [found.target.port, looked.length];
}

describe('a host alone', () => {
  it.each([
    ['the first look gets through', served, nobody, [null, 1]],
    ['some get through', ['local-only', 'bind/loopback-only'], served, [null, 1]],
    ['nobody serves 443', nobody, served, [80, 2]],
    [
      '443 is refused, 80 not let through',
      ['unreachable', 'remote/refused'],
      ['unreachable', 'firewall/drop'],
      [80, 2],
    ],
    ['a program here has a unix socket alone', ['unreachable', 'bind/unix-socket-only'], served, [80, 2]],
    ['a program here does not listen', ['unreachable', 'process/not-listening'], served, [80, 2]],
    ['443 has HTTP/3 alone', ['unreachable', 'port/udp-only'], served, [80, 2]],
    ['nobody serves either', nobody, nobody, [null, 2]],
    ['443 is not let through here, and 80 is', ['unreachable', 'firewall/drop'], served, [null, 1]],
    ['443 is served badly', ['unreachable', 'process/stopped'], served, [null, 1]],
    ['443 is not decided', ['inconclusive'], served, [null, 1]],
    ['443 is filtered elsewhere', ['unreachable', 'remote/filtered'], served, [80, 2]],
    ['the name is not known', ['unreachable', 'name/not-found'], served, [null, 1]],
    ['the machine is off', ['unreachable', 'remote/host-down'], served, [null, 1]],
  ] as const)('where %s', async (_, at443, at80, expected) =>
    expect(await asked('shop.test', at443, at80)).toEqual(expected),
  );

  it('that nobody has is asked on port 80 where a server here has that', async () => {
    const off: Outcome = ['unreachable', 'remote/host-down'];
    const stale: Outcome = ['unreachable', 'name/hosts-override'];
    const here = (at80: Outcome, ...open: number[]) => asked('shop.test', off, at80, undefined, served, open);
    expect(await here(stale, 22, 80)).toEqual([80, 2]);
    expect(await here(off, 80)).toEqual([null, 2]);
    expect(await here(stale, 8080)).toEqual([null, 1]);
  });

  it.each(['shop.test:8443', 'https://shop.test/', '443'])('is not what %s is', async typed =>
    expect((await asked(typed, nobody, served))[1]).toBe(1),
  );

  it('is not reached by a port that leads back to the one that is not served', async () => {
    expect(await asked('shop.test', nobody, served, 'https://Shop.test/')).toEqual([null, 2]);
    expect(await asked('shop.test', nobody, served, 'https://shop.test:443/')).toEqual([null, 2]);
    expect(await asked('fd20::1', nobody, served, 'https://[fd20::1]/')).toEqual([null, 2]);
    expect(await asked('shop.test', nobody, served, 'https://shop.test:8443/')).toEqual([80, 2]);
    expect(await asked('shop.test', nobody, served, 'https://www.shop.test/')).toEqual([80, 3]);
    const nowhere: Outcome = ['unreachable', 'http/redirect-elsewhere'];
    expect(await asked('shop.test', nobody, served, 'https://www.shop.test/', nowhere)).toEqual([null, 3]);
    expect(await asked('shop.test', nobody, served, '/login')).toEqual([80, 2]);
  });
});
