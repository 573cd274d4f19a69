import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { named, noNamespaces } from '../support/namespace.js';
import {
  diagnosis,
  errorsIn,
  freePort,
  netcheck,
  node,
  program,
  run,
  whileServing,
} from '../support/netcheck.js';

const patient = 90_000;
const withoutKoffi = join(import.meta.dirname, 'without-koffi.cjs');

/** Runs netcheck as somebody who is not root and has no privilege left. */
const asNobody = (args: readonly string[]) =>
  run('setpriv', [
    '--reuid=65534',
    '--regid=65534',
    '--clear-groups',
    '--inh-caps=-all',
    '--bounding-set=-all',
    node,
    program,
    ...args,
  ]);

/** Why this user cannot become another one, or undefined. */
const noNobody = (() => {
  try {
    execFileSync('setpriv', ['--reuid=65534', '--clear-groups', node, program, '--version'], {
      stdio: 'ignore',
    });
    return undefined;
  } catch {
    return 'needs root, setpriv, and a checkout that everybody may read';
  }
})();
const namedNobody = (name: string) => (noNobody ? `${name} [SKIPPED: ${noNobody}]` : name);

const ways: [string, (args: readonly string[]) => ReturnType<typeof netcheck>][] = [
  ['no ip, ss, nft or lsof to be found', args => netcheck(args, { PATH: '/nonexistent' })],
  ['without the optional dependency', args => netcheck(args, { NODE_OPTIONS: `--require ${withoutKoffi}` })],
  [
    'with neither',
    args => netcheck(args, { PATH: '/nonexistent', NODE_OPTIONS: `--require ${withoutKoffi}` }),
  ],
  ['in another language', args => netcheck(args, { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' })],
];

describe.each(ways)('%s', (_, ask) => {
  it(
    'finds a healthy server healthy',
    () =>
      whileServing(async port => {
        const printed = await ask(['why', `127.0.0.1:${port}`, '--json']);
        expect(printed.stderr).toBe('');
        expect(diagnosis(printed)).toMatchObject({ verdict: 'reachable', broken: [] });
        expect(printed.status).toBe(0);
      }),
    patient,
  );

  it(
    'finds that nothing listens',
    async () => {
      const printed = await ask(['why', `127.0.0.1:${await freePort()}`, '--json']);
      expect(diagnosis(printed)).toMatchObject({ verdict: 'unreachable', broken: [] });
      expect(errorsIn(printed)).toContain('port/nothing-listens');
      expect(printed.status).toBe(1);
    },
    patient,
  );

  it(
    'lists listeners and interfaces',
    async () =>
      whileServing(async port => {
        expect((await ask(['ports'])).stdout).toContain(String(port));
        expect((await ask(['ifaces'])).stdout).toContain('127.0.0.1');
      }),
    patient,
  );
});

describe('an ordinary user', () => {
  it.skipIf(noNobody)(
    namedNobody('claims no fault that cannot be seen'),
    () =>
      whileServing(async port => {
        const printed = await asNobody(['why', String(port), '--json']);
        expect(printed.stderr).toBe('');
        expect(errorsIn(printed)).toEqual([]);
        expect(['reachable', 'inconclusive']).toContain(diagnosis(printed).verdict);
        expect(diagnosis(printed).broken).toEqual([]);
      }),
    patient,
  );

  it.skipIf(noNobody)(
    namedNobody('is told that nothing listens'),
    async () => {
      const printed = await asNobody(['why', `127.0.0.1:${await freePort()}`, '--json']);
      expect(diagnosis(printed).verdict).toBe('unreachable');
    },
    patient,
  );

  it.skipIf(noNamespaces)(
    named('sees no process of others in /proc'),
    () =>
      whileServing(async port => {
        const script = `mount -t proc -o hidepid=2 proc /proc && exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"`;
        const printed = await run('unshare', [
          '--mount',
          'sh',
          '-c',
          script,
          'sh',
          node,
          program,
          'why',
          `127.0.0.1:${port}`,
          '--json',
        ]);
        expect(printed.stderr).toBe('');
        expect(errorsIn(printed)).toEqual([]);
        expect(diagnosis(printed).broken).toEqual([]);
      }),
    patient,
  );
});

describe('a home that cannot be written', () => {
  it(
    'is left alone',
    () => {
      const home = mkdtempSync(join(tmpdir(), 'netcheck-home-'));
      chmodSync(home, 0o555);
      return whileServing(async port => {
        const printed = await netcheck(['why', `127.0.0.1:${port}`], {
          HOME: home,
          XDG_CACHE_HOME: join(home, 'cache'),
        });
        expect(printed).toMatchObject({ status: 0, stderr: '' });
        expect(readdirSync(home)).toEqual([]);
        rmSync(home, { recursive: true });
      });
    },
    patient,
  );
});

describe('a machine without IPv6', () => {
  const script = `
    sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    ip link set lo up
    "$0" -e 'require("http").createServer((_, r) => r.end("hello")).listen(8123, "0.0.0.0")' &
    for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; grep -q ':1FBB ' /proc/net/tcp && break; done
    "$0" "$1" why "$2" --json
    kill $!`;
  const ask = (target: string) =>
    run('unshare', ['--net', '--mount', 'sh', '-c', script, node, program, target]);

  it.skipIf(noNamespaces)(
    named('is healthy on IPv4'),
    async () => {
      const printed = await ask('8123');
      expect(printed.stderr).toBe('');
      expect(diagnosis(printed)).toMatchObject({ verdict: 'reachable', broken: [] });
    },
    patient,
  );

  it.skipIf(noNamespaces)(
    named('says that nothing listens elsewhere'),
    async () => {
      const printed = await ask('8124');
      expect(diagnosis(printed)).toMatchObject({ verdict: 'unreachable', broken: [] });
    },
    patient,
  );
});

/** The text as somebody sees it on a terminal of this width. */
const onTerminal = (columns: number, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  run('script', ['-qec', `stty cols ${columns}; '${node}' '${program}' ${args.join(' ')}`, '/dev/null'], {
    TERM: 'xterm-256color',
    ...env,
  });

const escapes = /\x1b\[[0-9;?]*[A-Za-z]/g;

describe('a terminal', () => {
  it(
    'has colour, and none with NO_COLOR',
    async () => {
      const port = await freePort();
      expect((await onTerminal(80, ['why', `127.0.0.1:${port}`])).stdout).toMatch(/\x1b\[\d+m/);
      expect((await onTerminal(80, ['why', `127.0.0.1:${port}`], { NO_COLOR: '1' })).stdout).not.toMatch(
        /\x1b\[\d+m/,
      );
      expect((await onTerminal(80, ['--no-color', 'why', `127.0.0.1:${port}`])).stdout).not.toMatch(
        /\x1b\[\d+m/,
      );
    },
    patient,
  );

  it.each([40, 80])(
    'of %i columns is not overrun by prose',
    columns =>
      whileServing(async port => {
        const { stdout } = await onTerminal(columns, ['why', String(port), '--from', 'lan'], {
          NO_COLOR: '1',
        });
        // Commands to paste stay whole: they are indented by four. Everything else is wrapped.
        const prose = stdout
          .replace(escapes, '')
          .split(/\r*\n/)
          .filter(line => !/^ {4,}\S/.test(line));
        for (const line of prose) expect([...line].length, line).toBeLessThanOrEqual(columns);
      }, '127.0.0.1'),
    patient,
  );
});

describe('a pipe', () => {
  it.each(['why 127.0.0.1:9 -v', 'explain', 'explain bind/loopback-only', 'ports', 'ifaces'])(
    'that closes early does not break %s',
    async command => {
      const printed = await run('bash', ['-c', `'${node}' '${program}' ${command} | head -n 1`]);
      expect(printed.stderr).not.toMatch(/EPIPE|Error|internal/);
      expect(printed.stdout.split('\n').length).toBe(2);
    },
    patient,
  );
});
