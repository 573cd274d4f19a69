import { execSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { run as bg } from '../../src/commands/bg.js';
import type { Context } from '../../src/commands/context.js';
import { type Mending, takeBack } from '../../src/commands/fix.apply.js';
import { forgotten, howBack, restore } from '../../src/commands/fix.back.js';
import type { FixOptions } from '../../src/commands/fix.diagnosed.js';
import { type Backup, edit, keepWritten, writtenBy } from '../../src/commands/fix.edit.js';
import { heldTogether } from '../../src/commands/fix.interrupt.js';
import { run as fix, rootKnowsMore } from '../../src/commands/fix.js';
import { lastWords, mayStop, startOf, stop } from '../../src/commands/fix.steps.js';
import { endedOf, meet, startAgain } from '../../src/commands/fix.undo.js';
import type { Step } from '../../src/programs/fixes/fix.js';
import { quoted } from '../../src/programs/shell.js';
import { loadTheme } from '../../src/render/theme.js';
import { realSystem } from '../../src/system/real.js';
import {
  connects,
  dropFolder,
  end,
  freePort,
  look,
  newFolder,
  start,
  until,
  writeFiles,
} from '../programs/play.js';

const handler = 'from http.server import HTTPServer, SimpleHTTPRequestHandler\n';
const elsewhere = '127.0.0.2';
const plainTheme = await loadTheme(false);

let cleanup: (() => Promise<void>) | undefined;
afterEach(async () => {
  await cleanup?.();
  cleanup = undefined;
});

/** How what was played is taken away: of tests that run at once, each does so by itself. */
type AtEnd = (clean: () => Promise<void>) => void;

/** A server on loopback in a folder of its own, and a caller who may or may not be asked. */
async function played(
  files: (port: number) => Record<string, string>,
  command: (port: number) => string,
  atEnd: AtEnd = clean => {
    cleanup = clean;
  },
) {
  const folder = newFolder();
  const port = await freePort();
  atEnd(async () => {
    await end(port, folder);
    dropFolder(folder);
  });
  writeFiles(folder, files(port));
  start(command(port), folder);
  expect(await until(() => connects('127.0.0.1', port))).toBe(true);
  let said = '';
  const note = (question: string, answer: string): string => {
    said += question;
    return answer;
  };
  const context = (answer?: string): Context => ({
    system: { ...realSystem, env: { ...realSystem.env, XDG_STATE_HOME: `${folder}/state` } },
    out: text => {
      said += text;
    },
    err: text => {
      said += text;
    },
    terminal: false,
    columns: 80,
    colour: false,
    ...(answer === undefined ? {} : { ask: async question => note(question, answer) }),
  });
  const mend = (options: Partial<FixOptions>, answer?: string) =>
    fix({ target: `${elsewhere}:${port}`, from: 'self', timeout: '5', ...options }, context(answer));
  return { folder, port, mend, context, said: () => said.replace(/\s+/g, ' ') };
}

const plain = () =>
  played(
    () => ({}),
    port => `exec /usr/bin/python3 -m http.server ${port} --bind 127.0.0.1`,
  );

const written = (atEnd?: AtEnd) =>
  played(
    port => ({
      'server.py': `${handler}# the shop\nHTTPServer(("127.0.0.1", ${port}), SimpleHTTPRequestHandler).serve_forever()\n`,
    }),
    () => 'exec /usr/bin/python3 server.py',
    atEnd,
  );

const parentOf = (pid: number): number =>
  Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);

const slow = { timeout: 90_000 };

describe('netcheck fix', () => {
  it('shows the steps and does nothing with --dry-run', slow, async () => {
    const { port, mend, said } = await plain();
    expect(await mend({ dryRun: true })).toBe(1);
    expect(said()).toContain('--bind 0.0.0.0');
    expect(said()).toContain('Every machine that can reach this one can then connect');
    expect(await connects(elsewhere, port)).toBe(false);
  });

  it('does nothing without a terminal or --yes', slow, async () => {
    const { port, mend } = await plain();
    await expect(mend({})).rejects.toThrow('no terminal');
    expect(await connects(elsewhere, port)).toBe(false);
  });

  it('does nothing when the answer is no, and asks with the risk', slow, async () => {
    const { port, mend, said } = await plain();
    await expect(mend({}, '')).rejects.toThrow('nothing was done');
    expect(said()).toMatch(/can then connect\.( It takes [^?]*\.)? Do it\? \[y\/N\]/);
    expect(await connects(elsewhere, port)).toBe(false);
  });

  it('applies the fix, diagnoses again, and says what changed', slow, async () => {
    const { port, folder, mend, said } = await plain();
    expect(await mend({}, 'y')).toBe(0);
    expect(said()).toContain('Before, it could not be reached.');
    expect(await connects(elsewhere, port)).toBe(true);
    const [holder] = (await look(port)).holders;
    expect(holder).toMatchObject({ directory: folder, output: `${folder}/bg.log` });
    expect(await mend({ yes: true })).toBe(0);
    expect(said()).toContain('nothing to mend');
  });

  it('leaves a warning to whoever wants it mended, and names it', slow, async () => {
    const { mend, said } = await played(
      port => ({
        'server.py': `${handler}class Failing(SimpleHTTPRequestHandler):\n    def do_GET(self): self.send_error(500)\nHTTPServer(("0.0.0.0", ${port}), Failing).serve_forever()\n`,
      }),
      () => 'exec /usr/bin/python3 server.py',
    );
    expect(await mend({ yes: true })).toBe(0);
    expect(said()).toContain(
      'so there is nothing to mend. Worth mending by hand: The application fails: 500',
    );
  });

  it('sends to root whoever may not see how a server was started', slow, async () => {
    const { port, context, said } = await plain();
    const link = (path: string): string => {
      if (path.endsWith('/cwd')) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      return realSystem.link(path);
    };
    const asked = context();
    const asOther = { ...asked, system: { ...asked.system, uid: 64_999, link } };
    await fix({ target: `${elsewhere}:${port}`, from: 'self', timeout: '5' }, asOther);
    expect(said()).toContain(`Root sees more: sudo netcheck fix ${elsewhere}:${port} --from self`);
    expect(said()).not.toContain('Only you');
  });

  it.each([
    ['Run netcheck with sudo: it names the rule.', true],
    ['How it was started can only be seen as root: sudo netcheck shows the commands.', true],
    ['With certbot and nginx:\n  sudo certbot renew && sudo systemctl reload nginx', false],
  ])('knows whether root is told more, or does it: %s', (text, expected) => {
    expect(rootKnowsMore(text)).toBe(expected);
  });

  it('keeps what a file was before it is edited', slow, async () => {
    const { folder, mend, said } = await written();
    const before = readFileSync(`${folder}/server.py`, 'utf8');
    expect(await mend({ yes: true })).toBe(0);
    expect(readFileSync(`${folder}/server.py`, 'utf8')).toContain('"0.0.0.0"');
    const backups = `${folder}/state/netcheck/backups`;
    const copy = `${backups}/${readdirSync(backups)[0]}/${`${folder}/server.py`.replaceAll('/', '%')}`;
    expect(readFileSync(copy, 'utf8')).toBe(before);
    expect(said()).toContain(`server.py as it was is kept in ${copy}`);
    const [line] = /cp \S+ \S+server\.py/.exec(said()) ?? [];
    execSync(line ?? 'false');
    expect(readFileSync(`${folder}/server.py`, 'utf8')).toBe(before);
  });

  it('quotes the error of a step, and not the line that nft repeats below it', () => {
    const nft =
      'Error: Could not process rule: No such file or directory\ndelete rule inet f in handle 4\n                 ^\n';
    expect(lastWords(nft, 'nft delete rule inet f in handle 4')).toBe(
      'Error: Could not process rule: No such file or directory',
    );
    expect(lastWords('Traceback:\n  File "a"\nKeyError: 1\n', 'python3 a')).toBe('File "a"; KeyError: 1');
  });

  it('leaves what is no UTF-8 in a file as it is', () => {
    const folder = newFolder();
    cleanup = async () => dropFolder(folder);
    const before = Buffer.from('# caf\xe9\nbind 127.0.0.1 # né\n', 'latin1');
    writeFileSync(`${folder}/a.conf`, before);
    const step = { do: 'edit', file: `${folder}/a.conf`, find: 'bind 127.0.0.1', replace: 'bind ü' } as const;
    const backups: Backup[] = [];
    edit(step, `${folder}/copies`, backups);
    const [backup] = backups as [Backup];
    expect(readFileSync(`${folder}/a.conf`, 'latin1')).toBe('# caf\xe9\nbind \xc3\xbc # né\n');
    expect(readFileSync(backup.copy).equals(before)).toBe(true);
    expect(restore([backup])).toEqual([]);
    expect(readFileSync(`${folder}/a.conf`).equals(before)).toBe(true);
    const line = { do: 'run', command: `printf x >>${folder}/a.conf` } as const;
    expect(keepWritten(line, `${folder}/more`)).toMatchObject([{ file: `${folder}/a.conf`, bytes: before }]);
    expect(keepWritten({ ...line, background: true }, `${folder}/more`)).toEqual([]);
    expect(restore([{ ...backup, file: `${folder}/none/a.conf` }])).toEqual([
      expect.stringContaining('ENOENT'),
    ]);
  });

  it('takes a new file of a line of shell away again, and has systemd forget what failed by it', () => {
    const folder = newFolder();
    cleanup = async () => dropFolder(folder);
    const file = `${folder}/it's new.conf`;
    const write = (text: string): Step => ({
      do: 'run',
      command: `mkdir -p ${folder} && printf '%s\\n' '[a > /b]' '${text}' >${quoted(file)} 2>&1 && echo 1 >/proc/self/comm`,
    });
    const backups = ['x', 'y'].flatMap(text => {
      const step = write(text) as Extract<Step, { do: 'run' }>;
      const kept = keepWritten(step, `${folder}/copies`);
      execSync(step.command);
      return kept;
    });
    expect(backups).toMatchObject([
      { file, bytes: null },
      { file, bytes: Buffer.from('[a > /b]\nx\n') },
    ]);
    const restart = { do: 'run', command: 'systemctl daemon-reload && systemctl restart a' } as const;
    const asked = { system: { ...realSystem, env: {} }, columns: 80 };
    expect(howBack(backups, [write('x'), write('y'), restart], asked, plainTheme)).toBe(
      `\n  To put it back:\n    rm ${quoted(file)} && ${restart.command}\n`,
    );
    expect(forgotten(restart.command)).toBe(
      'systemctl daemon-reload && systemctl reset-failed a; systemctl restart a',
    );
    expect(restore(backups)).toEqual([]);
    expect(existsSync(file)).toBe(false);
    expect(writtenBy(`printf x >"$HOME"/.config/systemd/user/'a b.d'/c.conf`)).toEqual([
      `${homedir()}/.config/systemd/user/a b.d/c.conf`,
    ]);
    for (const word of ["\t' >/etc/passwd '", '" >/etc/passwd', "\n\\' >/etc/passwd"])
      expect(writtenBy(`nginx -g ${quoted(word)}`)).toEqual([]);
  });

  it('waits for nobody who writes into a FIFO', () => {
    const folder = newFolder();
    cleanup = async () => dropFolder(folder);
    execSync(`mkfifo ${folder}/fifo`);
    expect(keepWritten({ do: 'run', command: `echo >${folder}/fifo >${folder}` }, `${folder}/kept`)).toEqual(
      [],
    );
  });

  it('keeps the line ends of Windows', () => {
    const folder = newFolder();
    cleanup = async () => dropFolder(folder);
    const file = `${folder}/hosts`;
    writeFileSync(file, '10.0.0.1 a\r\n10.0.0.2 b\r\n');
    edit({ do: 'edit', file, find: '10.0.0.1 a\n10', replace: '10.0.0.3 a\n10.0.0.4 c\n10' }, folder, []);
    expect(readFileSync(file, 'utf8')).toBe('10.0.0.3 a\r\n10.0.0.4 c\r\n10.0.0.2 b\r\n');
    // One line that an editor of Windows wrote makes no file of Windows.
    writeFileSync(file, '10.0.0.1 a\n10.0.0.2 b\n10.0.0.5 d\r\n');
    edit({ do: 'edit', file, find: '10.0.0.1 a\n10', replace: '10.0.0.3 a\n10' }, folder, []);
    expect(readFileSync(file, 'utf8')).toBe('10.0.0.3 a\n10.0.0.2 b\n10.0.0.5 d\r\n');
  });

  it('keeps what a file was although it cannot be written to its end', () => {
    const folder = newFolder();
    cleanup = async () => dropFolder(folder);
    writeFileSync(`${folder}/a.conf`, 'bind 127.0.0.1\n');
    execSync(`chattr +i ${folder}/a.conf 2>/dev/null || chmod 400 ${folder}/a.conf`);
    const backups: Backup[] = [];
    const step = { do: 'edit', file: `${folder}/a.conf`, find: '127.0.0.1', replace: '0.0.0.0' } as const;
    try {
      edit(step, `${folder}/copies`, backups);
    } catch {}
    execSync(`chattr -i ${folder}/a.conf 2>/dev/null || true`);
    expect(backups.map(({ bytes }) => bytes?.toString())).toEqual(['bind 127.0.0.1\n']);
  });

  it('ends no other process that has got the pid since the fix was shown', async () => {
    const child = spawn('sleep', ['60']);
    cleanup = async () => void child.kill('SIGKILL');
    const pid = child.pid!;
    const line = `bash -c 'readarray -td "" own </proc/${pid}/environ || exit; kill ${pid}; exec sleep 60'`;
    const met = meet({ title: '', needsRoot: false, steps: [{ do: 'run', command: line }] });
    expect(met.remembered.map(each => each.command)).toEqual([['sleep', '60']]);
    expect(() => mayStop(pid, met.starts.get(pid))).not.toThrow();
    expect(endedOf(met.remembered)).toEqual([]);
    expect(() => mayStop(pid, '1')).toThrow('is another one');
    expect(() => mayStop(process.pid, startOf(process.pid))).toThrow('not for netcheck to stop');
    child.kill('SIGKILL');
    expect(await until(() => startOf(pid) === undefined)).toBe(true);
    expect(() => mayStop(pid, met.starts.get(pid))).toThrow('has ended by now');
    const below = { ...met.remembered[0]!, pid: 999_999, parent: pid };
    expect(endedOf([...met.remembered, below]).map(each => each.pid)).toEqual([pid]);
  });

  it('starts again by its file what calls itself by another name', async () => {
    const { pid } = spawn('sleep', ['60'], { argv0: 'shopd' });
    const { remembered } = meet({ title: '', needsRoot: false, steps: [{ do: 'stop', pid: pid! }] });
    process.kill(pid!, 'SIGKILL');
    expect(await until(() => startOf(pid!) === undefined)).toBe(true);
    const again = startAgain(remembered[0]!)!;
    cleanup = async () => void process.kill(again, 'SIGKILL');
    expect(readFileSync(`/proc/${again}/cmdline`, 'utf8')).toBe('shopd\x0060\0');
  });

  it('is not ended by an interrupt between two steps', async () => {
    const { interrupted, letGo } = heldTogether();
    process.kill(process.pid, 'SIGHUP');
    expect(await until(interrupted)).toBe(true);
    letGo();
    expect(process.listenerCount('SIGHUP')).toBe(0);
  });

  it(
    'is taken back whole when its terminal closes at the first step, and somebody goes on interrupting',
    slow,
    async () => {
      const { folder, port, context } = await written();
      const listening = context();
      const interrupting = setInterval(() => process.kill(process.pid, 'SIGINT'), 50);
      const ours = () => {};
      process.on('SIGINT', ours);
      const out = (text: string): void => {
        listening.out(text);
        if (!text.startsWith('  ·')) return;
        process.kill(process.pid, 'SIGHUP');
        throw new Error('EIO');
      };
      const options = { target: `${elsewhere}:${port}`, from: 'self', timeout: '5', yes: true };
      expect(await fix(options, { ...listening, out })).toBe(1);
      clearInterval(interrupting);
      process.off('SIGINT', ours);
      expect(readFileSync(`${folder}/server.py`, 'utf8')).toContain(`("127.0.0.1", ${port})`);
      expect(await until(() => connects('127.0.0.1', port))).toBe(true);
      expect(process.listenerCount('SIGHUP')).toBe(0);
    },
  );

  it('prints one line that puts files back, with the restart where one line is enough for that', () => {
    const copy = { file: '/etc/a.conf', bytes: Buffer.alloc(0), copy: '/s/%etc%a.conf' };
    const change = { do: 'edit', file: '/etc/a.conf', find: 'a', replace: 'b' } as const;
    const restart = { do: 'run', command: 'systemctl restart a' } as const;
    const back = (steps: readonly Step[], env: Record<string, string> = {}) =>
      howBack([copy], steps, { system: { ...realSystem, env }, columns: 80 }, plainTheme);
    expect(back([change, restart])).toContain(
      'put it back:\n    cp /s/%etc%a.conf /etc/a.conf && systemctl restart a\n',
    );
    expect(back([change, restart], { SUDO_UID: '1000' })).toContain(
      "sudo sh -c 'cp /s/%etc%a.conf /etc/a.conf && systemctl restart a'",
    );
    const hangUp = { do: 'run', command: 'kill -HUP 4' } as const;
    expect(back([change, hangUp])).toContain(
      'put it back:\n    cp /s/%etc%a.conf /etc/a.conf && kill -HUP 4\n',
    );
    expect(back([change])).toContain('put it back:\n    cp /s/%etc%a.conf /etc/a.conf\n');
    const kill = { do: 'stop', pid: 4 } as const;
    const start = { do: 'run', command: './a', background: true } as const;
    expect(back([change, kill, start], { SUDO_UID: '1000' })).toMatch(
      /then start the server again:\n {4}sudo cp \S+ \S+\n$/,
    );
  });

  it('says what stays done, where there is no way to take it back', async () => {
    let back: string | undefined;
    const says = async (begun: readonly Step[], error?: string, backups: readonly Backup[] = []) => {
      let said = '';
      const out = (text: string) => {
        said += text;
      };
      const context = { out, system: realSystem, columns: 80 };
      const mending = { fix: { steps: [], title: 'x', needsRoot: false, back }, context, theme: plainTheme };
      await takeBack(
        'It failed.',
        mending as unknown as Mending,
        {
          begun: [...begun],
          made: begun.slice(0, error === undefined ? begun.length : -1),
          backups: [...backups],
          error,
        },
        [],
      );
      return said;
    };
    const rename = { do: 'run', command: 'docker rename shop shop-before' } as const;
    const again = { do: 'run', command: 'docker run shop' } as const;
    expect(await says([rename, again], 'no such image')).toBe(
      '  ✗ It failed. This is done, and stays so:\n    docker rename shop shop-before\n',
    );
    expect(await says([rename])).toContain('stays so:\n    docker rename shop shop-before\n');
    expect(await says([rename], 'no such container')).toBe('  ✗ It failed.\n');
    const copy = { file: '/nonexistent/a', copy: '/s/a', bytes: Buffer.from('') };
    expect(await says([rename], 'x', [copy])).toContain('It failed. Taking it back.\n');
    const folder = newFolder();
    cleanup = async () => dropFolder(folder);
    back = `rm ${folder}/none; touch ${folder}/back`;
    expect(await says([rename], 'no such container')).toBe('  ✗ It failed.\n');
    expect(existsSync(`${folder}/back`)).toBe(false);
    expect(await says([rename, again], 'no such image')).toBe('  ✗ It failed. Taking it back.\n');
    expect(existsSync(`${folder}/back`)).toBe(true);
  });

  it('refuses a number that no fix has', slow, async () => {
    const { mend } = await plain();
    await expect(mend({ fix: '9', dryRun: true })).rejects.toThrow('--fix 9');
    await expect(mend({ fix: 'x', dryRun: true })).rejects.toThrow('--fix x');
  });
});

// At once, for each waits as long as a server may take to start.
describe.concurrent('netcheck fix, where the server does not start', () => {
  it('starts no server again that somebody has ended before the answer', slow, async ({ onTestFinished }) => {
    const { port, context } = await written(onTestFinished);
    const seen = await look(port);
    const ask = async () => {
      for (const { pid } of seen.holders) process.kill(pid, 'SIGKILL');
      await until(async () => !(await connects('127.0.0.1', port)));
      return 'y';
    };
    const options = { target: String(port), from: 'self', timeout: '5' };
    await fix({ ...options, target: `${elsewhere}:${port}` }, { ...context('y'), ask }).catch(() => {});
    const now = await look(port).catch(() => undefined);
    expect(now?.holders.some(({ pid }) => seen.holders.some(old => old.pid === pid)) ?? false).toBe(false);
    expect(await connects('127.0.0.1', port)).toBe(await connects(elsewhere, port));
  });

  it('takes it all back where it is worse than before', slow, async ({ onTestFinished }) => {
    const { folder, port, mend, said } = await played(
      at => ({
        'server.py': `${handler}address = ("127.0.0.1", ${at})\nassert address[0] != "0.0.0.0"\nHTTPServer(address, SimpleHTTPRequestHandler).serve_forever()\n`,
      }),
      () => 'exec /usr/bin/python3 server.py',
      onTestFinished,
    );
    expect(await mend({ target: String(port), from: 'any', yes: true })).toBe(1);
    expect(said()).toContain('Taking it back');
    expect(readFileSync(`${folder}/server.py`, 'utf8')).toContain('("127.0.0.1"');
    expect(await until(() => connects('127.0.0.1', port))).toBe(true);
  });

  it('says so where the server does not start again as it was, either', slow, async ({ onTestFinished }) => {
    const { folder, port, mend, said } = await played(
      at => ({
        'server.py': `${handler}import os\nos.mkdir("lock")\nHTTPServer(("127.0.0.1", ${at}), SimpleHTTPRequestHandler).serve_forever()\n`,
      }),
      () => 'exec /usr/bin/python3 server.py',
      onTestFinished,
    );
    expect(await mend({ target: String(port), from: 'any', yes: true })).toBe(1);
    expect(said()).toMatch(
      new RegExp(`does not start again as it was, .* cd ${folder} && /usr/bin/python3 server\\.py`),
    );
  });
});

describe('stopping a process', () => {
  it('leaves another one alone that has got its pid', async () => {
    const { port } = await plain();
    const { pid } = (await look(port)).holders[0]!;
    await stop(pid, '1');
    expect(await connects('127.0.0.1', port)).toBe(true);
    await stop(pid, startOf(pid));
    expect(await connects('127.0.0.1', port)).toBe(false);
  });

  it('never touches the first process, itself or what it was started from', async () => {
    const above = [process.pid, process.ppid];
    while (above.at(-1)! > 1) above.push(parentOf(above.at(-1)!));
    expect(above.length).toBeGreaterThan(2);
    for (const pid of [0, 1, ...above])
      await expect(stop(pid, startOf(pid))).rejects.toThrow('not for netcheck');
  });
});

describe('netcheck bg', () => {
  it('tells how a server is kept, with the end of its output', slow, async () => {
    const { port, folder, context, said } = await plain();
    expect(await bg({ target: String(port), lines: '2' }, context())).toBe(0);
    expect(said()).toMatch(/python3 -m http\.server \(pid \d+, \w+, up \d+ s\)/);
    expect(said()).toContain(`${folder}/bg.log`);
  });

  it('counts no runner’s chain as workers', slow, async () => {
    const { port, context, said } = await played(
      () => ({}),
      on => `exec -a npm bash -c '/usr/bin/python3 -m http.server ${on} --bind 127.0.0.1; true'`,
    );
    await bg({ target: String(port) }, context());
    expect(said()).toContain('http.server');
    expect(said()).not.toContain('worker');
  });

  it('prints one JSON document', slow, async () => {
    const { port, context, said } = await plain();
    await bg({ target: String(port), json: true }, context());
    expect(JSON.parse(said())).toMatchObject({
      schema: 'netcheck.background/1',
      processes: [{ program: 'http.server', background: { kind: 'setsid', survivesLogout: true } }],
    });
  });

  it('says where nobody is to be seen', async () => {
    const { context, said } = await plain();
    expect(await bg({ target: String(await freePort()) }, context())).toBe(1);
    expect(said()).toContain('No process');
  });
});
