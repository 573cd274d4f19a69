import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { backgroundOf } from '../../src/programs/supervision/background.js';
import { connects, dropFolder, end, freePort, look, newFolder, until, writeFiles } from './play.js';

interface Way {
  readonly name: string;
  readonly kind: string;
  /** Null: it cannot be told, because it is a race. */
  readonly survives: boolean | null;
  /** The shell on the terminal. */
  readonly shell?: readonly string[];
  readonly needs?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** What is typed: a line, or a key with Ctrl as '^Z'. */
  type(port: number, folder: string): readonly string[];
}

const bash = ['bash', '--norc', '-i'];
const server = (port: number) => `/usr/bin/python3 -m http.server ${port}`;
const node = (port: number) => `node -e 'require("http").createServer((q,r)=>r.end()).listen(${port})'`;
const wsgi = { 'main.py': 'def app(env, start):\n    start("200 OK", []); return [b""]\n' };

const ways: readonly Way[] = [
  { name: 'in the foreground', kind: 'terminal', survives: false, type: port => [server(port)] },
  {
    name: 'exec, in place of the shell',
    kind: 'terminal',
    survives: false,
    type: port => [`exec ${server(port)}`],
  },
  { name: 'with &', kind: 'job', survives: false, type: port => [`${server(port)} &`] },
  {
    name: 'with & in a pipeline',
    kind: 'job',
    survives: false,
    type: port => [`${server(port)} 2>&1 | cat &`],
  },
  {
    name: 'with & and output in a file',
    kind: 'job',
    survives: false,
    type: port => [`${server(port)} >log 2>&1 </dev/null &`],
  },
  { name: 'node with &', kind: 'job', survives: false, type: port => [`${node(port)} &`] },
  {
    name: 'nohup node with &, because Node undoes what nohup does',
    kind: 'job',
    survives: false,
    type: port => [`nohup ${node(port)} &`],
  },
  {
    name: 'setsid nohup node',
    kind: 'setsid',
    survives: true,
    type: port => [`setsid nohup ${node(port)} >log 2>&1 </dev/null &`],
  },
  {
    name: 'php with &',
    kind: 'job',
    survives: false,
    needs: ['php'],
    type: port => [`php -S 0.0.0.0:${port} &`],
  },
  { name: 'Ctrl-Z and bg', kind: 'job', survives: false, type: port => [server(port), '^Z', 'bg'] },
  {
    name: 'with & in a shell within the shell',
    kind: 'job',
    survives: null,
    type: port => ['bash --norc', `${server(port)} &`],
  },
  {
    name: 'forked away by a job of the shell, which has not said yet that this ended',
    kind: 'job',
    survives: false,
    // Ended before the next prompt, it would be told of there, and forgotten.
    type: port => [`bash -c '${server(port)} & sleep 1' &`],
  },
  {
    name: 'forked away by a job of a shell within the shell',
    kind: 'job',
    survives: null,
    type: port => ['bash --norc', `bash -c '${server(port)} &' &`],
  },
  {
    name: 'a script with &',
    kind: 'job',
    survives: false,
    type: port => [`bash -c '${server(port)}; true' &`],
  },
  { name: 'nohup and &', kind: 'nohup', survives: true, type: port => [`nohup ${server(port)} &`] },
  { name: 'nohup in the foreground', kind: 'nohup', survives: true, type: port => [`nohup ${server(port)}`] },
  {
    name: "trap '' HUP and &",
    kind: 'nohup',
    survives: true,
    type: port => ["trap '' HUP", `${server(port)} &`],
  },
  { name: '& and disown', kind: 'disowned', survives: true, type: port => [`${server(port)} & disown`] },
  {
    name: '& and disown -h',
    kind: 'disowned',
    survives: true,
    type: port => [`${server(port)} &`, 'disown -h %1'],
  },
  {
    name: 'one disowned among others',
    kind: 'disowned',
    survives: true,
    type: port => ['sleep 50 &', `${server(port)} &`, 'sleep 51 &', 'disown %2'],
  },
  {
    name: 'one kept among disowned ones',
    kind: 'job',
    survives: false,
    type: port => ['sleep 50 & disown', `${server(port)} &`, 'sleep 51 & disown'],
  },
  { name: 'a subshell, (… &)', kind: 'disowned', survives: true, type: port => [`(${server(port)} &)`] },
  { name: 'setsid', kind: 'setsid', survives: true, type: port => [`setsid ${server(port)}`] },
  { name: 'setsid and &', kind: 'setsid', survives: true, type: port => [`setsid ${server(port)} &`] },
  {
    name: 'gunicorn with &',
    kind: 'job',
    survives: true,
    needs: ['gunicorn'],
    files: wsgi,
    type: port => [`gunicorn -w 2 -b 0.0.0.0:${port} main:app &`],
  },
  {
    name: 'gunicorn as a daemon',
    kind: 'daemon',
    survives: true,
    needs: ['gunicorn'],
    files: wsgi,
    type: port => [`gunicorn --daemon -b 0.0.0.0:${port} main:app`],
  },
  {
    name: 'nginx as a daemon',
    kind: 'daemon',
    survives: true,
    needs: ['nginx'],
    type: (port, folder) => [
      `printf 'pid ${folder}/pid; error_log ${folder}/log; events {} http { access_log off; server { listen ${port}; } }' >n.conf; nginx -c ${folder}/n.conf`,
    ],
  },
  {
    name: 'redis with &',
    kind: 'nohup',
    survives: true,
    needs: ['redis-server'],
    type: port => [`redis-server --port ${port} --bind 0.0.0.0 --save '' &`],
  },
  {
    name: 'socat with &, which catches SIGHUP and ends by it',
    kind: 'job',
    survives: false,
    needs: ['socat'],
    type: port => [`socat TCP-LISTEN:${port},fork,reuseaddr EXEC:/bin/true &`],
  },
  {
    name: 'a Ruby script with &, whose interpreter catches SIGHUP and ends by it',
    kind: 'job',
    survives: false,
    needs: ['ruby'],
    type: port => [`ruby -rsocket -e 's = TCPServer.new(${port}); loop { s.accept.close }' &`],
  },
  {
    name: 'a PHP script with &, whose interpreter catches SIGHUP and ends by it',
    kind: 'job',
    survives: false,
    needs: ['php'],
    files: {
      'app.php':
        '<?php $s = stream_socket_server("tcp://0.0.0.0:" . $argv[1]); while (true) fclose(stream_socket_accept($s, -1));',
    },
    type: port => [`php app.php ${port} &`],
  },
  {
    name: 'memcached with &',
    kind: 'job',
    survives: true,
    needs: ['memcached'],
    type: port => [`memcached -u root -p ${port} &`],
  },
  {
    name: 'uWSGI with &',
    kind: 'job',
    survives: true,
    needs: ['uwsgi'],
    files: { 'main.py': wsgi['main.py'].replace('app', 'application') },
    type: port => [`uwsgi --plugin python3 --master --http-socket 0.0.0.0:${port} --wsgi-file main.py &`],
  },
  {
    name: 'HAProxy with &',
    kind: 'job',
    survives: true,
    needs: ['haproxy'],
    files: {
      'h.cfg':
        'defaults\n  mode http\n  timeout client 5s\n  timeout connect 5s\n  timeout server 5s\nlisten shop\n  bind 0.0.0.0:PORT\n',
    },
    type: port => [`sed -i s/PORT/${port}/ h.cfg; haproxy -db -f h.cfg &`],
  },
  {
    name: 'Caddy with &',
    kind: 'job',
    survives: true,
    needs: ['caddy'],
    type: port => [`caddy file-server --listen 0.0.0.0:${port} &`],
  },
  {
    name: 'puma with &',
    kind: 'job',
    survives: false,
    needs: ['puma'],
    files: { 'config.ru': 'run ->(env) { [200, {}, []] }\n' },
    type: port => [`puma -b tcp://0.0.0.0:${port} &`],
  },
  {
    name: 'npm start with &',
    kind: 'job',
    survives: false,
    needs: ['npm'],
    files: {
      'package.json': '{ "scripts": { "start": "node app.js" } }',
      'app.js': 'require("http").createServer((q,r)=>r.end()).listen(process.env.PORT)',
    },
    type: port => [`PORT=${port} npm start &`],
  },
  {
    name: 'nohup npm start with &, because Node undoes what nohup does',
    kind: 'job',
    survives: false,
    needs: ['npm'],
    files: {
      'package.json': '{ "scripts": { "start": "node app.js" } }',
      'app.js': 'require("http").createServer((q,r)=>r.end()).listen(process.env.PORT)',
    },
    type: port => [`PORT=${port} nohup npm start &`],
  },
  {
    name: 'in the background of dash',
    kind: 'job',
    survives: true,
    shell: ['dash', '-i'],
    type: port => [`${server(port)} &`],
  },
  {
    name: 'in the foreground of dash',
    kind: 'terminal',
    survives: false,
    shell: ['dash', '-i'],
    type: port => [server(port)],
  },
  {
    name: 'in the background of zsh',
    kind: 'job',
    survives: false,
    shell: ['zsh', '-f', '-i'],
    needs: ['zsh'],
    type: port => [`${server(port)} &`],
  },
  {
    name: 'disowned by zsh',
    kind: 'disowned',
    survives: true,
    shell: ['zsh', '-f', '-i'],
    needs: ['zsh'],
    type: port => [`${server(port)} &`, 'sleep 50 &', 'disown %1'],
  },
  {
    name: 'one kept among disowned ones of zsh',
    kind: 'job',
    survives: false,
    shell: ['zsh', '-f', '-i'],
    needs: ['zsh'],
    type: port => ['sleep 50 &!', `${server(port)} &`, 'sleep 51 &!'],
  },
  {
    name: 'in the background of a zsh that hangs nobody up',
    kind: 'disowned',
    survives: true,
    shell: ['zsh', '-f', '-i'],
    needs: ['zsh'],
    type: port => ['setopt nohup', `${server(port)} &`],
  },
  {
    name: 'in the background of ksh93 after a login',
    kind: 'job',
    survives: false,
    shell: ['ksh93', '-l', '-i'],
    needs: ['ksh93'],
    type: port => [`${server(port)} &`],
  },
  {
    name: 'in the background of ksh93',
    kind: 'job',
    survives: true,
    shell: ['ksh93', '-i'],
    needs: ['ksh93'],
    type: port => [`${server(port)} &`],
  },
  {
    name: 'in the background of tcsh',
    kind: 'job',
    survives: true,
    shell: ['tcsh', '-f'],
    needs: ['tcsh'],
    type: port => [`${server(port)} &`],
  },
  {
    name: 'stopped in dash, which lets the kernel hang up what nobody could continue',
    kind: 'job',
    survives: false,
    shell: ['dash', '-i'],
    type: port => [server(port), '^Z'],
  },
  {
    name: 'stopped and disowned',
    kind: 'job',
    survives: false,
    type: port => [`${server(port)} >log 2>&1`, '^Z', 'disown'],
  },
  {
    name: 'nohup, stopped, which bash ends by another signal',
    kind: 'job',
    survives: false,
    type: port => [`nohup ${server(port)}`, '^Z'],
  },
  {
    name: 'nohup, stopped and disowned',
    kind: 'nohup',
    survives: true,
    type: port => [`nohup ${server(port)}`, '^Z', 'disown'],
  },
  {
    name: 'nohup, stopped in zsh, which spares it',
    kind: 'nohup',
    survives: true,
    shell: ['zsh', '-f', '-i'],
    needs: ['zsh'],
    type: port => [`nohup ${server(port)}`, '^Z'],
  },
  {
    name: 'in the background of fish',
    kind: 'job',
    survives: false,
    shell: ['fish', '--no-config'],
    needs: ['fish'],
    type: port => [`${server(port)} &`],
  },
  {
    name: 'tmux',
    kind: 'tmux',
    survives: true,
    needs: ['tmux'],
    type: (port, folder) => [`tmux -S ${folder}/tmux new-session -d "${server(port)}"`],
  },
  {
    name: 'tmux, attached',
    kind: 'tmux',
    survives: true,
    needs: ['tmux'],
    type: (port, folder) => [`TERM=xterm tmux -S ${folder}/tmux -f /dev/null`, `${server(port)} &`],
  },
  {
    name: 'screen',
    kind: 'screen',
    survives: true,
    needs: ['screen'],
    type: (port, folder) => [`SCREENDIR=${folder}/screens screen -dmS shop ${server(port)}`],
  },
];

const paths = (process.env.PATH ?? '').split(delimiter);
const lacks = ({ needs = [] }: Way): string | undefined => {
  const missing = ['/usr/bin/python3', ...needs].filter(
    each =>
      !(each.startsWith('/')
        ? existsSync(each)
        : [...paths, '/usr/sbin'].some(folder => existsSync(join(folder, each)))),
  );
  return missing.length > 0 ? `needs ${missing.join(', ')}: run test/setup-machine.sh` : undefined;
};

/** A shell on a terminal of its own. */
function openTerminal(shell: readonly string[], folder: string): ChildProcess {
  const { NODE_EXTRA_CA_CERTS: _, TMUX: __, STY: ___, ...env } = process.env;
  return spawn('/usr/bin/python3', [new URL('./terminal.py', import.meta.url).pathname, ...shell], {
    cwd: folder,
    env: { ...env, TERM: 'xterm', HISTFILE: '/dev/null', HOME: folder },
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
}

/** Gives the terminal one command and waits until it was done. */
async function tell(terminal: ChildProcess, line: string): Promise<void> {
  const answered = new Promise<void>(resolve => terminal.stdout?.once('data', () => resolve()));
  terminal.stdin?.write(`${line}\n`);
  await answered;
}

function lives(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

// Side by side, for each of them mostly waits.
describe.concurrent('what a hang-up of the terminal does, told before and seen after', () => {
  for (const way of ways) {
    const missing = lacks(way);
    it.skipIf(missing !== undefined)(
      `${way.name}${missing ? ` (${missing})` : ''}`,
      { timeout: 90_000 },
      async ({ onTestFinished }) => {
        const folder = newFolder();
        const port = await freePort();
        writeFiles(folder, way.files ?? {});
        const terminal = openTerminal(way.shell ?? bash, folder);
        onTestFinished(async () => {
          terminal.kill('SIGKILL');
          if (existsSync(`${folder}/tmux`)) spawnSync('tmux', ['-S', `${folder}/tmux`, 'kill-server']);
          await end(port, folder);
          dropFolder(folder);
        });
        for (const line of way.type(port, folder)) {
          if (line.startsWith('^')) await until(() => connects('127.0.0.1', port));
          await tell(terminal, line.startsWith('^') ? `key ${line.slice(1)}` : `type ${line}`);
          await sleep(600);
        }
        expect(await until(() => connects('127.0.0.1', port)), 'the server did not start').toBe(true);
        await sleep(700);
        const { situation, holders } = await look(port);
        const background = backgroundOf(holders[0]!, situation);
        expect(background).toMatchObject({ kind: way.kind, survivesLogout: way.survives });
        if (background.survivesLogout === null) return;
        const pids = holders.map(each => each.pid);
        await tell(terminal, 'hangup');
        await until(() => !pids.some(lives), way.survives ? 2500 : 20_000);
        const survived = (await look(port).catch(() => undefined)) !== undefined;
        expect(survived, `predicted: ${background.why}`).toBe(background.survivesLogout);
      },
    );
  }
});
