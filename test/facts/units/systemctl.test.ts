import { spawn } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
import { supervisedSubject } from '../../../src/facts/subject/supervised.js';
import { unitOf } from '../../../src/facts/units/cgroup.js';
import { unitThatRuns } from '../../../src/facts/units/own-files.js';
import { firstPart } from '../../../src/facts/units/pm2-rpc.js';
import { readUnits } from '../../../src/facts/units/read.js';
import { parseUnits } from '../../../src/facts/units/systemctl.js';
import { unitNamed } from '../../../src/facts/units/systemd.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';

/** As `systemctl show` of systemd 252 prints three units and a name that it does not know. */
const printed = `Restart=always
MainPID=29
Result=success
NRestarts=3
ExecMainStartTimestampMonotonic=1402684190
ExecMainCode=0
ExecMainStatus=0
ExecStart={ path=/usr/bin/python3 ; argv[]=/usr/bin/python3 server.py --port 8000 ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=29 ; code=(null) ; status=0/0 }
WorkingDirectory=/srv/shop
PrivateNetwork=no
Id=shop.service
Description=Shop
LoadState=loaded
ActiveState=activating
SubState=auto-restart
FragmentPath=/run/systemd/system/shop.service
DropInPaths=/etc/systemd/system/shop.service.d/a.conf /etc/systemd/system/shop.service.d/b.conf
UnitFileState=static

Restart=no
MainPID=0
Result=signal
NRestarts=0
ExecMainStartTimestampMonotonic=1401171760
ExecMainCode=2
ExecMainStatus=9
Id=bad.service
LoadState=loaded
ActiveState=failed
SubState=failed
UnitFileState=enabled
PrivateNetwork=yes
ExecStart={ path=/bin/sh ; argv[]=/bin/sh -c echo ; in it ; ignore_errors=no ; start_time=[n/a] }

Listen=[::]:8002 (Stream)
Listen=/run/echo.sock (Stream)
Id=echo.socket
LoadState=loaded
ActiveState=active
SubState=listening
UnitFileState=disabled

Id=nothing.service
LoadState=not-found
ActiveState=inactive
SubState=dead
`;

describe('what a unit needs before its server begins', () => {
  const shown = (more: string) =>
    parseUnits(`Id=a.service\nLoadState=loaded\nActiveState=failed\n${more}`, 'system', null)[0];
  const pre = (path: string, end: string, ignored = 'no') =>
    `ExecStartPre={ path=${path} ; argv[]=${path} -x ; ignore_errors=${ignored} ; start_time=[n/a] ; stop_time=[n/a] ; pid=4 ; ${end} }`;

  it('is a user, a group and a file', () => {
    const lines =
      'User=deploy\nGroup=\nEnvironmentFiles=/etc/a.env (ignore_errors=yes)\nEnvironmentFiles=/etc/b c.env (ignore_errors=no)';
    expect(shown(lines)?.settings).toEqual({ User: 'deploy', EnvironmentFile: '/etc/b c.env' });
    expect(shown('User=')?.settings).toBeUndefined();
  });

  it('is a program of ExecStartPre=, and which has failed', () => {
    const lines = [
      pre('/bin/true', 'code=exited ; status=0'),
      pre('/bin/false', 'code=exited ; status=1', 'yes'),
      pre('/srv/migrate', 'code=exited ; status=3'),
    ];
    expect(shown(lines.join('\n'))?.preparation).toEqual({ program: '/srv/migrate', status: '3' });
    expect(shown(pre('/srv/x', 'code=killed ; status=9/KILL'))?.preparation?.status).toBe('9/KILL');
    expect(shown(pre('/srv/x', 'code=(null) ; status=0/0'))?.preparation).toBeUndefined();
  });

  it('is a command of ExecStartPre= that has not ended, and the script of a shell', () => {
    const begun = (argv: string) =>
      pre(argv, 'code=(null) ; status=0/0').replace(
        'start_time=[n/a]',
        'start_time=[Sun 2026-11-22 12:15:53 UTC]',
      );
    const script = 'until nc -z db 5432; do sleep 1; done';
    const wait = begun('/bin/sh').replace(' -x ', ` -ec ${script} `);
    expect(shown([pre('/bin/true', 'code=exited ; status=0'), wait].join('\n'))?.preparing).toEqual({
      command: `/bin/sh -ec ${script}`,
      pid: 4,
      script,
      runs: [],
    });
    expect(shown(begun('/srv/wait'))?.preparing).toMatchObject({ command: '/srv/wait -x', script: '' });
    expect(shown(pre('/srv/later', 'code=(null) ; status=0/0'))?.preparing).toBeUndefined();
  });
});

describe('systemctl show', () => {
  const [shop, bad, echo, ...more] = parseUnits(printed, 'system', 1_000_000);

  it('gives the units that there are', () => expect(more).toEqual([]));

  it('tells a unit that keeps being restarted', () =>
    expect(shop).toMatchObject({
      name: 'shop.service',
      activeState: 'activating',
      subState: 'auto-restart',
      restarts: 3,
      restart: 'always',
      mainPid: 29,
      startedAt: 1_000_000 + 1_402_684,
      command: '/usr/bin/python3 server.py --port 8000',
      files: [
        '/run/systemd/system/shop.service',
        '/etc/systemd/system/shop.service.d/a.conf',
        '/etc/systemd/system/shop.service.d/b.conf',
      ],
      workingDirectory: '/srv/shop',
      enabled: null,
      signal: null,
    }));

  it('tells a signal from an exit status', () =>
    expect(bad).toMatchObject({
      exitStatus: null,
      signal: 9,
      result: 'signal',
      enabled: true,
    }));

  it('tells what of a sandbox keeps a low port from it, and a script that leaves what it starts', () => {
    const of = (...lines: string[]) =>
      parseUnits(['Id=a.service', 'ActiveState=active', ...lines].join('\n'), 'system', 0)[0];
    expect(of('CapabilityBoundingSet=cap_chown cap_net_bind_service', 'PrivateUsers=no')?.sandbox).toBe(
      undefined,
    );
    expect(of('CapabilityBoundingSet=cap_chown', 'SocketBindDeny=any')?.sandbox).toEqual([
      'CapabilityBoundingSet',
      'SocketBindDeny',
    ]);
    expect(of('CapabilityBoundingSet=')?.sandbox).toEqual(['CapabilityBoundingSet']);
    expect(of()?.sandbox).toBeUndefined();
    expect(of('RestrictAddressFamilies=AF_INET AF_UNIX')?.withheld).toEqual(['AF_INET6']);
    expect(of('RestrictAddressFamilies=~AF_INET AF_PACKET')?.withheld).toEqual(['AF_INET']);
    expect(of('RestrictAddressFamilies=')?.withheld).toEqual(['AF_INET', 'AF_INET6']);
    expect(of('RestrictAddressFamilies=~')?.withheld).toBeUndefined();
    expect(of('Type=forking')?.leaves).toBe(true);
    expect(of('Type=simple')?.leaves).toBeUndefined();
  });

  it('tells what keeps a unit from being started', () => {
    const heldBy = (...lines: string[]) =>
      parseUnits(['Id=a.service', 'ActiveState=inactive', ...lines].join('\n'), 'system', 0).map(
        ({ masked, invalid, unmet }) => masked ?? (invalid ? 'invalid' : unmet),
      );
    expect(heldBy('LoadState=masked', 'UnitFileState=masked')).toEqual(['lasting']);
    expect(heldBy('LoadState=masked', 'UnitFileState=masked-runtime')).toEqual(['runtime']);
    expect(heldBy('LoadState=bad-setting')).toEqual(['invalid']);
    const tried = 'ConditionTimestampMonotonic=1402684190';
    expect(heldBy('LoadState=loaded', 'ConditionResult=no', 'AssertResult=no', tried)).toEqual([true]);
    expect(heldBy('LoadState=loaded', 'ConditionResult=yes', 'AssertResult=yes', tried)).toEqual([undefined]);
    expect(heldBy('ConditionResult=no', 'AssertResult=no', 'ConditionTimestampMonotonic=0')).toEqual([
      undefined,
    ]);
  });

  it('tells one that ended by itself from one that was stopped, or was to end', () => {
    const livedOf = (left: number, ...lines: string[]) =>
      parseUnits(
        [
          'Id=a.service\nActiveState=inactive\nExecMainCode=1\nExecMainStatus=0',
          'ExecMainStartTimestampMonotonic=1000\nExecMainExitTimestampMonotonic=2001000',
          `ActiveExitTimestampMonotonic=${left}`,
          ...lines,
        ].join('\n'),
        'system',
        0,
      )[0]?.lived;
    expect(livedOf(2001170)).toBe(2000);
    expect(livedOf(2000900)).toBeUndefined();
    expect(livedOf(2001170, 'TriggeredBy=a.timer')).toBeUndefined();
    expect(livedOf(2001170, 'TriggeredBy=a.socket')).toBeUndefined();
    expect(livedOf(2001170, 'Type=oneshot')).toBeUndefined();
  });

  it('tells the services, sockets and mounts that a unit requires', () => {
    const [needy, alone] = parseUnits(
      'Id=a.service\nRequires=system.slice db.service srv.mount\nBindsTo=b.socket\n\nId=c.service\nRequires=system.slice sysinit.target',
      'system',
      0,
    );
    expect(needy?.requires).toEqual(['db.service', 'srv.mount', 'b.socket']);
    expect(alone?.requires).toBeUndefined();
  });

  it('keeps a command that holds the separator', () => expect(bad?.command).toBe('/bin/sh -c echo ; in it'));

  it('lists what a socket listens on', () =>
    expect(echo).toMatchObject({ listens: ['[::]:8002', '/run/echo.sock'], enabled: false }));

  it('tells datagrams from streams', () => {
    expect(echo?.kinds).toBeUndefined();
    const [named] = parseUnits(
      'Id=a.socket\nListen=[::]:53 (Datagram)\nListen=[::]:53 (Stream)',
      'system',
      0,
    );
    expect(named).toMatchObject({ listens: ['[::]:53', '[::]:53'], kinds: ['Datagram', 'Stream'] });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), text => Array.isArray(parseUnits(text, 'user', null))));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...printed.split('\n'))), lines =>
        Array.isArray(parseUnits(lines.join('\n'), 'user', null)),
      ),
    );
  });
});

describe('the unit of a cgroup', () => {
  it.each([
    ['/system.slice/shop.service', { name: 'shop.service', scope: 'system' }],
    ['/system.slice/system-getty.slice/getty@tty1.service', null],
    ['/system.slice/ssh.service', null],
    ['/user.slice/user-1000.slice/session-3.scope', null],
    [
      '/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service',
      { name: 'shop.service', scope: 'user' },
    ],
    ['/user.slice/user-1000.slice/user@1000.service/init.scope', null],
    ['/system.slice/system-shop.slice/shop@a\\x2db.service', { name: 'shop@a-b.service', scope: 'system' }],
    ['/system.slice/docker-0123.scope', null],
    ['/system.slice/postgresql@15-main.service', { name: 'postgresql@15-main.service', scope: 'system' }],
    ['/', null],
    [null, null],
  ])('%s', (cgroup, place) => expect(unitOf({ cgroup, terminal: null })).toEqual(place));

  it('is none for what has a terminal', () =>
    expect(unitOf({ cgroup: '/system.slice/shop.service', terminal: 'pts/1' })).toBeNull());
});

describe("PM2's answer", () => {
  const part = (text: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(text));
    return Buffer.concat([Buffer.from([0x12]), length, Buffer.from(text)]);
  };
  it('is read when it is whole', () => {
    const whole = part('j:{"args":[[{"name":"shop"}]]}');
    expect(firstPart(whole)).toEqual([{ name: 'shop' }]);
    expect(firstPart(whole.subarray(0, 10))).toBeUndefined();
    expect(firstPart(part('garbage'))).toBeNull();
  });
});

describe('readUnits', () => {
  const failing = (status: number, stdout: string): System => ({
    ...realSystem,
    status: path => ({
      ...realSystem.status('/'),
      kind: path === '/run/systemd/system' ? 'directory' : 'file',
    }),
    list: () => [],
    run: async () => ({ status, stdout, stderr: 'Failed to connect to bus: Permission denied\n' }),
  });
  const wanted = { processes: [], port: null, name: 'shop' };

  it('is unknown where the manager did not answer', async () =>
    expect(await readUnits(failing(1, ''), wanted)).toEqual({
      status: 'unknown',
      reason: 'failed',
      detail: 'systemctl: Failed to connect to bus: Permission denied',
    }));

  it('asks for no other server that usually has the port of the one that was named', async () => {
    const asked: (readonly string[])[] = [];
    const system: System = { ...failing(1, ''), run: async (_, args) => Promise.reject(asked.push(args)) };
    await readUnits(system, { processes: [], port: 80, name: 'apache2' });
    await readUnits(system, { processes: [], port: 80, name: 'shop' });
    const [apache, shop] = asked.map(args => args.includes('nginx.service'));
    expect([apache, shop]).toEqual([false, true]);
  });

  it('finds by the path of its socket whoever should serve it', async () => {
    const one = (name: string, what: string, state = 'inactive') =>
      `${what}\nId=${name}\nLoadState=loaded\nActiveState=${state}\nSubState=dead\n\n`;
    const runs = (path: string) => `ExecStart={ path=/g ; argv[]=/g --bind unix:${path} app:app ; pid=0 }`;
    const shown = [
      one('shop.service', runs('/run/shop.sock'), 'failed'),
      one('shop.socket', 'Listen=/run/shop.sock (Stream)'),
      one('blog.service', runs('/run/shop.sock.old'), 'failed'),
    ].join('');
    const sought = { processes: [], port: null, path: '/run/shop.sock', name: null };
    const units = valueIn(await readUnits(failing(0, shown), sought)) ?? [];
    expect(units.map(({ name }) => name)).toEqual(['shop.service', 'shop.socket']);
  });

  it('is empty where the manager knows no such unit', async () => {
    const printed = 'Id=shop.service\nLoadState=not-found\nActiveState=inactive\nSubState=dead\n';
    expect(await readUnits(failing(0, printed), wanted)).toMatchObject({ status: 'known', value: [] });
  });

  it('names the socket that listens in the place of a service, by the name of either', async () => {
    const units = (socket: string, listens: string) =>
      failing(
        0,
        `Id=shop.service\nLoadState=loaded\nActiveState=inactive\nSubState=dead\n\nListen=${listens} (Stream)\nId=shop.socket\nLoadState=loaded\nActiveState=${socket}\n`,
      );
    const found = async (...[socket, listens, word]: [string, string, string]) =>
      (await unitNamed(units(socket, listens), word))?.name;
    expect(await found('active', '[::]:8000', 'shop')).toBe('shop.socket');
    expect(await found('active', '[::]:8000', 'shop.socket')).toBe('shop.socket');
    expect(await found('inactive', '[::]:8000', 'shop')).toBe('shop.service');
    expect(await found('active', '/run/shop.sock', 'shop')).toBe('shop.service');
  });

  it('finds by the program that it runs a unit of another name', async () => {
    const shown =
      'Id=shop.service\nLoadState=loaded\nActiveState=failed\nExecStart={ path=/g ; argv[]=/g -b :8000 app ; pid=0 }\n';
    const system: System = {
      ...failing(0, shown),
      list: path => (path === '/etc/systemd/system' ? ['blog.service', 'shop.service', 'shop@.service'] : []),
      read: path =>
        /\/shop@?\.service$/.test(path)
          ? '[Service]\nExecStart=-/srv/venv/bin/gunicorn -b :8000 app\n'
          : '[Service]\nExecStart=/usr/bin/certbot renew --deploy-hook gunicorn\n',
    };
    expect(unitThatRuns(system, 'gunicorn')).toEqual(['shop.service']);
    const both = { ...system, list: () => ['shop.service', 'old-shop.service'] };
    expect(unitThatRuns({ ...both, read: () => 'ExecStart=gunicorn' }, 'gunicorn')).toEqual([]);
    const named = { processes: [], port: null, name: 'gunicorn' };
    expect(await readUnits(system, named)).toMatchObject({ value: [{ name: 'shop.service' }] });
  });

  it('names a socket that has no service of its name, and does not take it for one that listens', async () => {
    const printed = (state: string) =>
      failing(0, `Listen=[::]:8000 (Stream)\nId=shop.socket\nLoadState=loaded\nActiveState=${state}\n`);
    expect((await unitNamed(printed('failed'), 'shop'))?.name).toBe('shop.socket');
    expect(await readUnits(printed('failed'), wanted)).toMatchObject({ value: [{ name: 'shop.socket' }] });
    expect(await supervisedSubject(printed('active'), parseTarget('shop'))).toMatchObject({ otherPorts: [] });
  });

  it.each([
    [
      'Listen=/run/shop.sock (Stream)\nListen=[::]:8000 (Stream)\nListen=[::]:8001 (Datagram)',
      8000,
      [8001],
      undefined,
    ],
    ['Listen=0.0.0.0:69 (Datagram)', 69, [], 'udp'],
  ])('asks about the ports that a socket unit has: %j', async (listens, port, otherPorts, protocol) => {
    const printed = `${listens}\nId=shop.socket\nLoadState=loaded\nActiveState=active\nSubState=listening\n`;
    const subject = await supervisedSubject(failing(0, printed), parseTarget('shop.socket'));
    expect(subject).toMatchObject({ port, otherPorts, pids: [] });
    expect(subject?.protocol).toBe(protocol);
  });

  it('names the unit that runs and has the word for an alias', async () => {
    const found = (pid: number) =>
      unitNamed(
        failing(
          0,
          `Id=shop.service\nLoadState=loaded\nActiveState=active\nSubState=running\nMainPID=${pid}\n`,
        ),
        'portal',
      );
    expect([(await found(7))?.mainPid, await found(0)]).toEqual([7, undefined]);
  });

  it('takes no service that fails for want of a server for that server', async () => {
    const printed = 'Id=app.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\n';
    const seen = async (line: string) => {
      const system: System = {
        ...failing(0, ''),
        run: async program => ({ status: 0, stdout: program === 'journalctl' ? line : printed, stderr: '' }),
      };
      const units = await readUnits(system, { processes: [], port: 5432, name: null });
      return units.status === 'known' && units.value.map(({ name }) => name);
    };
    const lost = 'connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused';
    expect(await seen(lost)).toEqual([]);
    expect(await seen('bind: port 5432: Permission denied')).toEqual(['app.service']);
  });

  it('takes no rules of a firewall for a server', async () => {
    const named = async (name: string | null, path: string) => {
      const exec = `{ path=${path} ; argv[]=${path} add rule inet f in tcp dport 8000 accept ; ignore_errors=no ; pid=0 }`;
      const printed = `Id=fw.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\nExecStart=${exec}\n`;
      const units = await readUnits(failing(0, printed), { processes: [], port: 8000, name });
      return units.status === 'known' && units.value.length;
    };
    expect(await named(null, '/usr/sbin/nft')).toBe(0);
    expect(await named('fw', '/usr/sbin/nft')).toBe(1);
    expect(await named(null, '/srv/nft-shop')).toBe(1);
    expect(await named(null, '/bin/sh -c iptables')).toBe(0);
    expect(await named(null, '/bin/sh -c /srv/shop')).toBe(1);
  });

  it.skipIf(realSystem.platform !== 'linux')('tells what a preparation runs by now', async () => {
    const shell = spawn('sh', ['-c', 'sleep 61; :'], { stdio: 'ignore', detached: true });
    const exec = `{ path=/bin/sh ; argv[]=/bin/sh -c sleep 61; : ; ignore_errors=no ; start_time=[now] ; stop_time=[n/a] ; pid=${shell.pid} ; code=(null) ; status=0/0 }`;
    const printed = `Id=shop.service\nLoadState=loaded\nActiveState=activating\nSubState=start-pre\nExecStartPre=${exec}\n`;
    onTestFinished(() => void process.kill(-shell.pid!));
    const system = { ...failing(0, printed), list: realSystem.list };
    await vi.waitFor(async () =>
      expect(await readUnits(system, wanted)).toMatchObject({
        value: [{ preparing: { runs: [['sleep', '61']] } }],
      }),
    );
  });

  it('has each unit once, be it named and fit a pattern too', async () => {
    const printed = 'Id=shop.service\nLoadState=loaded\nActiveState=active\nSubState=exited\n';
    const seen = await readUnits(failing(0, `${printed}\n${printed}`), wanted);
    expect(seen.status === 'known' && seen.value).toHaveLength(1);
  });
});
