import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { gather } from '../../src/facts/gather.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { rules } from '../../src/rules/index.js';
import type { Netlink } from '../../src/system/netlink/netlink.js';
import { realSystem } from '../../src/system/real.js';
import type { System } from '../../src/system/system.js';

type Refuse = (call: string, what: string) => boolean;

/** This machine, which refuses some calls, as seccomp, SELinux or a lack of descriptors does. */
function refusing(refuse: Refuse, code: string): System {
  const guarded =
    <A extends readonly unknown[], R>(call: string, act: (...words: A) => R) =>
    (...words: A): R => {
      const what = String(words[0]);
      if (refuse(call, what)) throw Object.assign(new Error(`${code}: ${call} ${what}`), { code });
      return act(...words);
    };
  const netlink = (): Netlink | undefined => {
    const real = realSystem.netlink?.();
    return real && { dump: guarded('netlink', real.dump), ask: guarded('netlink', real.ask) };
  };
  const { read, bytes, list, link, status, run, attachedPrograms } = realSystem;
  return {
    ...realSystem,
    netlink,
    read: guarded('read', read),
    list: guarded('list', list),
    link: guarded('link', link),
    status: guarded('status', status),
    run: async (...words) => guarded('run', run)(...words),
    ...(bytes && { bytes: guarded('bytes', bytes) }),
    ...(attachedPrograms && { attachedPrograms: guarded('attachedPrograms', attachedPrograms) }),
  };
}

const server = createServer((_, response) => response.end('hello\n'));
let healthy = '';
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  healthy = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => void server.close());

async function asked(typed: string, system: System) {
  const target = parseTarget(typed);
  const request = { target, asking: { from: 'any', family: null }, timeout: 4000 } as const;
  const { target: meant, questions, facts } = await gather(system, request);
  const diagnosis = diagnose(meant, questions, facts, rules);
  expect(diagnosis.broken).toEqual([]);
  return diagnosis;
}

const refusals: readonly (readonly [string, Refuse])[] = [
  ['everything', () => true],
  ...['read', 'list', 'link', 'status', 'run', 'bytes', 'netlink'].map(
    call => [`every ${call}`, (each: string) => each === call] as const,
  ),
  ...[
    /^\/proc$/,
    /^\/proc/,
    /^\/proc\/(self\/)?net/,
    /^\/proc\/\d+$/,
    /^\/proc\/\d+\/fd/,
    /^\/sys/,
    /^\/etc/,
  ].map(path => [`paths like ${path}`, (_: string, what: string) => path.test(what)] as const),
];

describe.skipIf(process.platform !== 'linux')('a machine that refuses', () => {
  describe.each(['EMFILE', 'EACCES', 'EIO'])('with %s', code => {
    it.each(refusals)(
      '%s is asked all the same, and nothing is made up',
      async (_, refuse) => {
        const well = await asked(healthy, refusing(refuse, code));
        expect(well.causes.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(['reachable', 'inconclusive']).toContain(well.verdict);
        const shut = await asked('127.0.0.1:1', refusing(refuse, code));
        expect(['unreachable', 'inconclusive']).toContain(shut.verdict);
        await asked('pid:1', refusing(refuse, code)).catch(error => expect(error.name).toBe('UsageError'));
      },
      60_000,
    );
  });

  it('is not taken for empty where /proc is', async () => {
    const system = { ...realSystem, list: (path: string) => (path === '/proc' ? [] : realSystem.list(path)) };
    expect((await asked('node', system)).verdict).toBe('inconclusive');
  }, 60_000);

  it.each([/^\/proc$/, /^\/proc/])(
    '%s does not have it that no program of that name runs',
    async path => {
      const system = refusing((_, what) => path.test(what), 'EMFILE');
      const { verdict, causes } = await asked('node', system);
      expect(causes.map(each => each.code)).not.toContain('port/nothing-listens');
      expect(verdict).toBe('inconclusive');
    },
    60_000,
  );
});
