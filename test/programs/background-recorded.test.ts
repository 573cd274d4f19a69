import { describe, expect, it } from 'vitest';
import { backgroundOf } from '../../src/programs/supervision/background.js';
import type { BackgroundKind, Keeping } from '../../src/programs/supervision/background-kinds.js';
import { keepingFixes } from '../../src/programs/supervision/survive.js';
import { running, shell, typedThere } from '../support/healthy.js';
import { entry, machine, situationOf, unit } from './situation.js';

const server = (more = {}) =>
  running(42, ['python3', '-m', 'http.server'], {
    ...typedThere,
    output: '/dev/pts/1',
    errors: '/dev/pts/1',
    ...more,
  });

/** What nohup leaves behind. */
const nohup = { ignored: ['HUP'], output: '/srv/nohup.out', errors: '/srv/nohup.out' };

const told = (process: ReturnType<typeof server>, more: Partial<Keeping> = {}) =>
  backgroundOf(process, {
    processes: [shell, process],
    units: [],
    pm2: [],
    containers: [],
    machine,
    ...more,
  });

const uwsgi = { name: 'uwsgi', command: ['uwsgi'], caught: ['HUP'] };

/** A job of another shell than bash. */
function inShell(name: string, more = {}, executable = `/bin/${name}`, command = [name]) {
  const process = server(more);
  return told(process, { processes: [{ ...shell, name, executable, command }, process] });
}

describe('what is told of a process', () => {
  const cases: readonly (readonly [string, ReturnType<typeof told>, BackgroundKind, boolean | null])[] = [
    ['a plain job', told(server()), 'job', false],
    ['a job that its shell lists', told(server({ job: 'listed' })), 'job', false],
    ['a disowned one', told(server({ job: 'absent' })), 'disowned', true],
    ['disown -h', told(server({ job: 'spared' })), 'disowned', true],
    ['one whose shell is gone', told(server({ parent: 1 })), 'disowned', true],
    ['nohup', told(server({ ignored: ['HUP'] })), 'nohup', true],
    ['the foreground', told(server({ processGroup: 42, foregroundGroup: 42 })), 'terminal', false],
    ['an unknown handler of SIGHUP', told(server({ caught: ['HUP'] })), 'job', null],
    ['uWSGI without a master', told(server(uwsgi)), 'job', false],
    [
      'uWSGI with a master',
      told(server(uwsgi), {
        processes: [shell, server(uwsgi), running(43, ['uwsgi'], { ...uwsgi, parent: 42 })],
      }),
      'job',
      true,
    ],
    ['one that blocks SIGHUP', told(server({ blocked: ['HUP'] })), 'job', null],
    ['no terminal', told(server({ terminal: null, foregroundGroup: -1 })), 'detached', true],
    ['setsid', told(server({ terminal: null, session: 42 })), 'setsid', true],
    ['a stopped job, disowned', told(server({ job: 'absent', state: 'T' })), 'job', false],
    ['a stopped job that nobody could continue', told(server({ parent: 1, state: 'T' })), 'disowned', true],
    ['a stopped job under nohup', told(server({ ...nohup, state: 'T' })), 'job', false],
    ['one of zsh', inShell('zsh', { ...nohup, state: 'T' }), 'nohup', true],
    ['one that ignores SIGTERM too', told(server({ ignored: ['HUP', 'TERM'], state: 'T' })), 'nohup', true],
    ['one of root', told(server({ ...nohup, uid: 0, state: 'T' })), 'nohup', true],
    ['a job of tcsh', inShell('tcsh'), 'job', true],
    ['a job of dash', inShell('dash'), 'job', true],
    ['a stopped job of dash', inShell('dash', { state: 'T' }), 'job', false],
    ['a job of ksh93, which goes by ksh', inShell('ksh', {}, '/usr/bin/ksh93', ['-ksh']), 'job', false],
    ['a job of ksh93 that is no login shell', inShell('ksh', {}, '/usr/bin/ksh93'), 'job', true],
    ['a job of mksh, which goes by ksh', inShell('ksh', {}, '/bin/mksh'), 'job', true],
    [
      'the first process of a container',
      backgroundOf(
        { ...server({ terminal: null }), pid: 1, parent: 0 },
        { processes: [], units: [], pm2: [], containers: [], machine: { ...machine, container: 'docker' } },
      ),
      'container',
      true,
    ],
  ];
  it.each(cases)('%s', (_, background, kind, survives) =>
    expect(background).toMatchObject({ kind, survivesLogout: survives }),
  );

  it.each([
    ['one whose terminal is still there', '/dev/pts/1', 'fails once that is closed'],
    ['one whose terminal was closed', '/dev/pts/1 (deleted)', 'a terminal that is gone'],
    ['one that writes into a pipe', 'pipe:[7]', 'writes into a pipe'],
    ['one that writes into the pipe of ksh93', 'socket:[7]', 'writes into a pipe'],
  ])('says what its output will meet: %s', (_, output, words) => {
    const { survivesLogout, why } = told(server({ job: 'absent', output, errors: output }));
    expect(survivesLogout).toBe(true);
    expect(why).toContain(words);
  });

  it('follows the terminal that sudo or script(1) made to the one that they run on', () => {
    const inside = { parent: 8, session: 8, terminal: 'pts/2', processGroup: 42, foregroundGroup: 8 };
    const process = server({ ...inside, output: '/srv/log', errors: '/srv/log' });
    const below = (name: string, more = {}) => {
      const maker = running(7, [name, 'python3'], { ...typedThere, name, ...more });
      const leader = running(8, [name], { ...inside, name, parent: 7, processGroup: 8 });
      return told(process, { processes: [shell, maker, leader, process] });
    };
    expect(below('sudo')).toMatchObject({ kind: 'job', survivesLogout: false });
    expect(below('sudo', { job: 'absent' })).toMatchObject({ kind: 'disowned', survivesLogout: true });
    expect(below('script', nohup)).toMatchObject({ kind: 'nohup', survivesLogout: true });
    expect(below('sudo', { blocked: ['HUP'] })).toMatchObject({ kind: 'job', survivesLogout: null });
    expect(below('sudo', { terminal: null })).toMatchObject({ survivesLogout: true });
  });

  it('knows what the clock started, and that cron may start it again', () => {
    const below = (name: string) => {
      const clock = running(9, [name], { name, terminal: null });
      const process = server({ parent: 9, terminal: null });
      return told(process, { processes: [clock, process] });
    };
    expect(below('cron')).toMatchObject({ kind: 'cron', says: 'cron', survivesReboot: null });
    expect(below('atd')).toMatchObject({ kind: 'cron', says: 'a job of at', survivesReboot: false });
    const orphan = server({ parent: 1, terminal: null, cgroup: '/system.slice/cron.service' });
    expect(told(orphan)).toMatchObject({ kind: 'cron', restartsAfterCrash: null });
  });

  it('says of a command of ssh without a terminal that its pipe ends with the connection', () => {
    const sshd = running(9, ['sshd: ana@notty'], { name: 'sshd', terminal: null });
    const left = { terminal: null, output: 'pipe:[7]', errors: 'pipe:[7]' };
    const served = server({ ...left, parent: 9 });
    const ways = [told(served, { processes: [sshd, served] }), told(server({ ...left, parent: 1 }))];
    for (const { survivesLogout, why } of ways) {
      expect(survivesLogout).toBe(true);
      expect(why).toContain('as ssh will');
    }
  });

  it('says nothing of output that stays', () => {
    expect(told(server(nohup)).why).not.toContain('but');
    expect(told(server({ terminal: null, output: 'pipe:[7]', errors: 'pipe:[7]' })).why).not.toContain('but');
  });

  it('Go ends on SIGHUP although its runtime catches all signals', () => {
    const own = { command: ['./shop'], name: 'shop' };
    const go = server({ ...own, caught: ['HUP', 'INT', 'STKFLT', 'PWR', 'SYS'] });
    expect(told(go)).toMatchObject({ kind: 'job', survivesLogout: false });
    expect(told(server({ ...own, caught: ['HUP', 'INT', 'TERM'] }))).toMatchObject({ survivesLogout: null });
    const reader = { command: ['./prometheus'], name: 'prometheus', caught: go.caught };
    expect(told(server(reader))).toMatchObject({ survivesLogout: null });
  });

  it('Java ends on SIGHUP although it catches it', () => {
    const java = server({ command: ['java', '-jar', 'shop.jar'], caught: ['HUP', 'INT', 'TERM'] });
    expect(told(java)).toMatchObject({ kind: 'job', survivesLogout: false });
  });

  it('knows what our own server makes of SIGHUP: it goes with a terminal that it was given', () => {
    const ours = (more = {}) =>
      told(
        server({
          command: ['node', '/usr/bin/netcheck', 'serve', '.'],
          caught: ['HUP'],
          input: '/dev/null',
          output: '/srv/log',
          errors: '/srv/log',
          ...more,
        }),
      );
    expect(ours({ input: '/dev/pts/1' })).toMatchObject({ kind: 'job', survivesLogout: false });
    expect(ours()).toMatchObject({ kind: 'job', survivesLogout: true });
  });

  it('calls what does as tmux does by its own name', () => {
    const dtach = running(9, ['dtach', '-n', '/tmp/s', 'python3'], { name: 'dtach', terminal: null });
    const process = server({ parent: 9 });
    expect(told(process, { processes: [dtach, process] })).toMatchObject({
      kind: 'tmux',
      says: 'dtach',
      holder: 'dtach',
    });
  });

  it('a window of tmux stays, and is named', () => {
    const tmux = running(9, ['tmux', 'new', '-d'], { name: 'tmux: server', terminal: null });
    const window = { ...shell, parent: 9 };
    const process = server();
    expect(told(process, { processes: [tmux, window, process] })).toMatchObject({
      kind: 'tmux',
      survivesLogout: true,
    });
  });

  it('logind may kill what a session leaves, whatever it ignores', () => {
    const process = server({
      ignored: ['HUP'],
      terminal: null,
      cgroup: '/user.slice/user-1000.slice/session-3.scope',
    });
    const logout = { killUserProcesses: true, spared: ['root'], lingering: [] };
    const background = told(process, { machine: { ...machine, logout } });
    expect(background).toMatchObject({
      survivesLogout: false,
      endedBy: 'logind',
      why: expect.stringContaining('KillUserProcesses'),
    });
    const survives = (more: object) =>
      told(process, { machine: { ...machine, logout: { ...logout, ...more } } }).survivesLogout;
    expect(survives({ spared: ['ana'] })).toBe(true);
    expect(survives({ only: ['bob'] })).toBe(true);
    expect(survives({ only: ['ana'], killUserProcesses: false })).toBe(false);
  });

  it("the user's own systemd ends what a desktop's terminal or tmux put into its scopes", () => {
    const cgroup = '/user.slice/user-1000.slice/user@1000.service/app.slice/vte-spawn-7.scope';
    const process = server({ ...nohup, uid: 1000, cgroup });
    const logout = { killUserProcesses: false, spared: ['root'], lingering: [] as string[] };
    const of = (lingering: string[]) =>
      told(process, { machine: { ...machine, logout: { ...logout, lingering } } });
    expect(of([])).toMatchObject({ kind: 'nohup', survivesLogout: false, endedBy: 'user-manager' });
    expect(of([]).why).toContain('who does not linger');
    expect(of(['ana']).survivesLogout).toBe(true);
    expect(keepingFixes(situationOf(process), of([]))[0]?.steps).toEqual([
      { do: 'run', command: 'loginctl enable-linger ana' },
    ]);
  });
});

describe('what keeps it', () => {
  const process = server({ terminal: null, cgroup: '/system.slice/shop.service' });

  it('systemd', () => {
    expect(told(process, { units: [unit({ restart: 'on-failure' })] })).toMatchObject({
      kind: 'systemd',
      says: 'systemd unit shop.service',
      survivesLogout: true,
      survivesReboot: true,
      restartsAfterCrash: true,
    });
    expect(told(process, { units: [unit({ enabled: false })] })).toMatchObject({
      survivesReboot: false,
      restartsAfterCrash: false,
    });
  });

  it('systemd-run, whose unit has no file to be enabled', () => {
    const units = [unit({ enabled: false, files: ['/run/systemd/transient/shop.service'] })];
    const fixesOf = (more: Parameters<typeof situationOf>[1]) =>
      keepingFixes(situationOf(process, more), told(process, more)).map(({ title }) => title);
    expect(fixesOf({ units })).toEqual(['Make it a service']);
    expect(fixesOf({ units: [unit({ enabled: false })] })).toEqual(['Let it come back after a reboot']);
  });

  it('systemd, although it could not be asked', () =>
    expect(told(process)).toMatchObject({ kind: 'systemd', holder: 'shop.service', survivesReboot: null }));

  it('a unit of its user, which ends with the last session unless the user lingers', () => {
    const own = server({
      terminal: null,
      cgroup: '/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service',
    });
    const logout = { killUserProcesses: false, spared: ['root'], lingering: [] as string[] };
    const units = [unit({ scope: 'user' })];
    expect(told(own, { units, machine: { ...machine, logout } })).toMatchObject({
      kind: 'systemd-user',
      survivesLogout: false,
    });
    expect(
      told(own, { units, machine: { ...machine, logout: { ...logout, lingering: ['ana'] } } }).survivesLogout,
    ).toBe(true);
  });

  it('PM2, and what is still to be done there', () => {
    const background = told(process, { pm2: [entry()] });
    expect(background).toMatchObject({
      kind: 'pm2',
      survivesLogout: true,
      survivesReboot: false,
      output: '/home/ana/.pm2/logs/shop-out.log',
    });
    expect(background.why).toContain('pm2 save and pm2 startup not done');
    expect(keepingFixes(situationOf(process), background)[0]?.text).toContain('pm2 save');
    const elsewhere = { pm2: [entry({ home: '/srv/pm2' })] };
    expect(keepingFixes(situationOf(process, elsewhere), told(process, elsewhere))[0]?.text).toContain(
      'PM2_HOME=/srv/pm2 pm2 save && PM2_HOME=/srv/pm2 pm2 startup',
    );
    expect(told(process, { pm2: [entry({ saved: true, startup: true })] }).survivesReboot).toBe(true);
  });

  it('PM2 that is itself a job of a terminal (pm2-runtime, --no-daemon), which is what to start again', () => {
    const keeper = running(7, ['node', '/usr/bin/pm2-runtime', 'app.js'], { ...typedThere, name: 'node' });
    const own = server({ terminal: null, session: 42, parent: 7 });
    const keeping = { pm2: [entry({ daemon: 7 })], processes: [shell, keeper, own] };
    const background = told(own, keeping);
    expect(background).toMatchObject({ kind: 'pm2', survivesLogout: false });
    expect(keepingFixes(situationOf(own, keeping), background)[0]?.steps).toMatchObject([
      { do: 'stop', pid: 7 },
      { command: expect.stringContaining('setsid nohup node /usr/bin/pm2-runtime app.js') },
    ]);
    const away = { ...keeping, processes: [{ ...keeper, terminal: null }, own] };
    expect(told(own, away).survivesLogout).toBe(true);
    const gone = { ...keeping, processes: [{ ...keeper, job: 'absent' as const }, own] };
    expect(told(own, gone).survivesLogout).toBe(true);
  });

  it('supervisord -n on a terminal, which restarts all on SIGHUP, and ends when it cannot log that', () => {
    const named = { ...typedThere, name: 'supervisord', caught: ['HUP'] };
    const below = (more: object) => {
      const keeper = running(7, ['python3', '/usr/bin/supervisord', '-n'], { ...named, ...more });
      const own = server({ terminal: null, session: 42, parent: 7 });
      return told(own, { processes: [shell, keeper, own] });
    };
    const file = { output: '/srv/log', errors: '/srv/log' };
    const tty = { output: '/dev/pts/1', errors: '/dev/pts/1' };
    expect(below(tty)).toMatchObject({ kind: 'supervisord', survivesLogout: false });
    expect(below(file)).toMatchObject({ kind: 'supervisord', survivesLogout: true });
    expect(below({ ...tty, terminal: null })).toMatchObject({ survivesLogout: true });
  });

  it('the engine of a container with a terminal of its own (docker run -t)', () => {
    const first = server({ pid: 1, parent: 0, session: 1, processGroup: 1, foregroundGroup: 1 });
    expect(told(first, { processes: [first] }).survivesLogout).toBe(true);
    const below = (command: string[]) => {
      const entry = running(1, command, { ...typedThere, parent: 0, session: 1, foregroundGroup: 1 });
      const own = server({ parent: 1, session: 1, processGroup: 42, foregroundGroup: 1 });
      return told(own, { processes: [entry, own] }).survivesLogout;
    };
    expect(below(['sh', '-c', 'python3 -m http.server & wait'])).toBe(true);
    expect(below(['bash', '/entrypoint.sh'])).toBe(true);
    // docker run -it image bash: to leave that is to end the container.
    expect(below(['bash'])).toBe(false);
    expect(below(['bash', '-l'])).toBe(false);
  });
});

describe('what makes it survive', () => {
  it('is disown, then nohup, then a service, where nothing of it hangs on the terminal', () => {
    const process = server({ output: '/srv/log', errors: '/srv/log' });
    const fixes = keepingFixes(situationOf(process, { processes: [shell, process] }), told(process));
    expect(fixes.map(fix => fix.steps?.at(-1) ?? fix.text)).toEqual([
      expect.stringContaining('disown -h'),
      {
        do: 'run',
        command: 'nohup python3 -m http.server >>log 2>&1 </dev/null',
        cwd: '/srv',
        background: true,
      },
      expect.stringContaining('[Service]'),
    ]);
    expect(fixes[0]?.text).toContain(`disown -h ${process.processGroup}`);
    expect(fixes[0]?.text).toContain(`in fish disown ${process.pid}.`);
    expect(fixes[2]?.text).toContain('\n  WorkingDirectory=/srv\n  ExecStart=');
  });

  it('continues a stopped one first, which bash would end all the same', () => {
    const process = server({ ...nohup, state: 'T', output: '/srv/log', errors: '/srv/log' });
    const [stay] = keepingFixes(situationOf(process, { processes: [shell, process] }), told(process));
    const { processGroup } = process;
    expect(stay?.text).toContain(`\n  kill -CONT -- -${processGroup}\n  disown -h ${processGroup}\n`);
  });

  it('is nohup before disown for one that writes to its terminal, which would answer nobody', () => {
    const process = server();
    const fixes = keepingFixes(situationOf(process, { processes: [shell, process] }), told(process));
    expect(fixes.map(fix => fix.title)).toEqual([
      'Start it again under nohup',
      'Let it stay without a restart',
      expect.stringContaining('service'),
    ]);
    expect(fixes[1]?.text).toContain('still writes to the terminal');
  });

  it('is nohup for the loop that starts it again, which is of the same job, and a file in place of a pipe', () => {
    const job = { ...typedThere, session: 9, output: '/dev/pts/1', errors: '/dev/pts/1' };
    const own = { ...shell, pid: 9, session: 9, processGroup: 9 };
    const loop = running(41, ['bash', './loop.sh'], { ...job, name: 'bash', parent: 9, processGroup: 41 });
    const process = server({ ...job, parent: 41, processGroup: 41 });
    const keeping = {
      processes: [own, loop, process],
      configuration: [
        { path: '/srv/loop.sh', text: 'while true; do python3 -m http.server; done\n', program: 'shell' },
      ] as never,
    };
    const last = (each: typeof process, more: object) =>
      keepingFixes(situationOf(each, more), told(each, more))[0]?.steps?.at(-1);
    expect(last(process, keeping)).toMatchObject({
      command: 'nohup bash ./loop.sh >>nohup.out 2>&1 </dev/null',
    });
    const piped = server({ output: 'pipe:[7]', errors: '/dev/pts/1' });
    expect(last(piped, { processes: [shell, piped] })).toMatchObject({
      command: 'nohup python3 -m http.server >>nohup.out 2>&1 </dev/null',
    });
  });

  it('is nohup where it would outlive its terminal, but not what it writes there', () => {
    const process = server({ job: 'absent', parent: 1 });
    const [fix] = keepingFixes(situationOf(process), told(process));
    expect(fix).toMatchObject({
      title: 'Start it again under nohup',
      steps: [{ do: 'stop' }, { command: expect.stringContaining('>>nohup.out 2>&1') }],
    });
  });

  it.each([
    [null, 'OpenRC'],
    ['docker', '--restart unless-stopped'],
    ['wsl', 'supervisord'],
  ])('is no unit where systemd does not run (%s), and ends nothing for one', (container, says) => {
    const { logout: _, ...without } = machine;
    const process = server(nohup);
    const fixes = keepingFixes(
      situationOf(process, { machine: { ...without, container } }),
      told(process, { machine: { ...without, container } }),
    );
    expect(fixes).toMatchObject([{ title: 'Make it a service', text: expect.stringContaining(says) }]);
    expect(fixes[0]?.text).not.toMatch(/systemctl|kill/);
  });

  it('is a service with the whole command, words quoted as systemd reads them', () => {
    const process = server({ command: ['/usr/bin/python3', 'my app.py', '50%'], ...nohup });
    const [fix] = keepingFixes(situationOf(process), told(process));
    expect(fix?.text).toContain('\n  ExecStart=/usr/bin/python3 "my app.py" 50%%\n');
    expect(fix?.text).not.toContain('…');
  });

  it('is a service that names the program by its whole path', () => {
    const process = server({ command: ['../venv/bin/python', 'app.py'], ...nohup });
    const [fix] = keepingFixes(situationOf(process), told(process));
    expect(fix?.text).toContain('\n  ExecStart=/venv/bin/python app.py\n');
  });

  it('is a service that finds npm where systemd does not look, and ends all that npm has started', () => {
    const npm = server({ command: ['npm run dev'], executable: '/opt/node/bin/node', ...nohup });
    const below = (pid: number, parent: number, command: readonly string[]) =>
      server({ pid, parent, command, executable: '/opt/node/bin/node', ...nohup });
    const shells = below(npm.pid + 1, npm.pid, ['sh', '-c', 'vite']);
    const vite = below(npm.pid + 2, npm.pid + 1, ['node', '/srv/node_modules/.bin/vite']);
    const [fix] = keepingFixes(situationOf(npm, { processes: [npm, shells, vite] }), told(npm));
    expect(fix?.text).toContain('  Environment=PATH=/opt/node/bin:/usr/local/sbin:');
    expect(fix?.text).toContain('  ExecStart=/usr/bin/env npm run dev\n');
    const pids = [npm, shells, vite].map(({ pid }) => pid).join(' ');
    expect(fix?.text).toMatch(
      new RegExp(`^  kill ${pids}; timeout 5 .* \\|\\| kill -9 ${pids}; sudo systemctl enable`, 'm'),
    );
  });

  it('is a service with the variables that the shell of today gives it too', () => {
    const process = server({ environment: { PORT: '3000', PATH: '/usr/bin' }, ...nohup });
    const own = { ...machine, environment: { PORT: '3000' } };
    const [fix] = keepingFixes(situationOf(process, { machine: own }), told(process));
    expect(fix?.text).toContain('\n  Environment=PORT=3000\n');
    expect(fix?.text).not.toContain('PATH=');
  });

  it('is a service of which is said what its file leaves out', () => {
    const text = (more: object) =>
      keepingFixes(situationOf(server({ ...nohup, ...more })), told(server(nohup)))[0]?.text;
    expect(text({ apart: { variables: ['DATABASE_URL'] } })).toContain(
      'does not keep, such as DATABASE_URL.',
    );
    expect(text({})).toContain('does not keep, such as passwords.');
  });

  it('is a session of its own for Node, which undoes nohup', () => {
    const process = server({ command: ['node', 'app.js'], executable: '/usr/bin/node' });
    const fixes = keepingFixes(situationOf(process, { processes: [shell, process] }), told(process));
    expect(fixes[0]?.steps?.at(-1)).toMatchObject({
      command: 'setsid nohup node app.js >>nohup.out 2>&1 </dev/null',
    });
  });
});
