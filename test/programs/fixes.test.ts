import { describe, expect, it } from 'vitest';
import { addressFixes, changeFix, restartFix } from '../../src/programs/fixes/fixes.js';
import { rehearsed } from '../../src/programs/fixes/ways.js';
import { dropInName } from '../../src/programs/supervision/systemd.js';
import { listener, running } from '../support/healthy.js';
import { entry, file, machine, situationOf, unit } from './situation.js';

const wanted = { address: '0.0.0.0', port: 8000 };
const web = (more = {}) => running(42, ['python3', '-m', 'http.server', '8000', '--bind', '127.0.0.1'], more);
const steps = (...of: Parameters<typeof situationOf>) => addressFixes(situationOf(...of), wanted)[0]?.steps;

describe('the restart of a server', () => {
  it('keeps nohup, its directory and where its output goes', () => {
    expect(steps(web())).toEqual([
      { do: 'stop', pid: 42 },
      {
        do: 'run',
        command: 'nohup python3 -m http.server 8000 --bind 0.0.0.0 >>nohup.out 2>&1 </dev/null',
        cwd: '/srv',
        background: true,
      },
    ]);
  });

  it('gives a session of its own to what its starter has left without a terminal', () => {
    const line = (more: object) => steps(web({ ignored: [], output: '/srv/web.log', ...more }))?.at(-1);
    expect(line({})).toMatchObject({ command: expect.stringMatching(/^setsid python3/) });
    expect(line({ parent: 7 })).toMatchObject({ command: expect.stringMatching(/^python3/) });
    expect(line({ terminal: 'pts/1' })).toMatchObject({ command: expect.stringMatching(/^python3/) });
  });

  it.each([
    ['nghttpd -a 127.0.0.1 --no-tls 8000', '-a 0.0.0.0 --no-tls 8000'],
    ['iperf3 -s -B 127.0.0.1 -p 8000', '-s -B 0.0.0.0 -p 8000'],
    ['./shop -c 127.0.0.1', undefined],
  ])('takes a letter that stands for an address to listen at: %s', (before, after) => {
    const found = addressFixes(situationOf(running(42, before.split(' '))), wanted)[0]?.steps?.at(-1);
    expect(JSON.stringify(found)).toEqual(after && expect.stringContaining(after));
  });

  it.each([
    ['python3 app.py 127.0.0.1 8000', 'python3 app.py 0.0.0.0 8000'],
    ['node app.js localhost', 'node app.js 0.0.0.0'],
  ])('puts the address in the place of one that stands alone: %s', (before, after) => {
    const source = file('/srv/app.js', "listen(8000, process.argv[2] || '127.0.0.1')");
    const found = steps(running(42, before.split(' ')), { configuration: [source] });
    expect(found?.at(-1)).toMatchObject({ command: expect.stringContaining(` ${after} `) });
  });

  it.each([
    ["listen(8000, process.env.PLACE || '127.0.0.1')", 'Start it with PLACE=0.0.0.0'],
    ["log(process.env.PLACE || '0.0.0.0'); listen(8000, '127.0.0.1')", 'Write 0.0.0.0 in app.js'],
    ["listen(8000, process.env.PLACE ? '0.0.0.0' : '127.0.0.1')", 'Write 0.0.0.0 in app.js'],
    ["listen(8000, '127.0.0.1') // as 'localhost' or '127.0.0.1'", 'Write 0.0.0.0 in app.js'],
    ["get('a //b'); x.#y.listen(8000, '127.0.0.1')", 'Write 0.0.0.0 in app.js'],
  ])('takes the address that is listened at, by its variable where it stands for one: %s', (text, title) => {
    const configuration = [file('/srv/app.js', text)];
    const app = situationOf(running(42, ['node', '/srv/app.js']), { configuration });
    expect(addressFixes(app, wanted)[0]?.title).toBe(title);
  });

  it.each([
    ['dnsmasq -k -C /etc/s.conf', 'port=8000\nlisten-address=127.0.0.1 # not 127.0.0.1\n'],
    ['/usr/sbin/sshd -D -f /etc/s.conf', 'Port 8000\nListenAddress 127.0.0.1  # 127.0.0.1\n'],
    [
      'supervisord -c /etc/s.conf',
      '[inet_http_server]\nport=127.0.0.1:8000    ; ip_address:port specifier\n',
    ],
  ])('writes the address before a remark: %s', (command, text) => {
    const found = steps(running(42, command.split(' ')), { configuration: [file('/etc/s.conf', text)] });
    const [edit] = (found ?? []).filter(step => step.do === 'edit');
    expect(edit && text.replace(edit.find, edit.replace)).toBe(text.replace('127.0.0.1', '0.0.0.0'));
  });

  it('lets be an address that stands alone with the port of another server', () => {
    const found = addressFixes(situationOf(running(42, ['./shop', '127.0.0.1', '6379'])), wanted);
    expect(found[0]?.steps).toBeUndefined();
  });

  it.each([
    ['--listen=127.0.0.1:8000 shop:app', '--listen=0.0.0.0:8000 shop:app'],
    ['--host 127.0.0.1 --port 8000 --call shop:make', '--host 0.0.0.0 --port 8000 --call shop:make'],
    ['--port 8000 shop:app', '--host=0.0.0.0 --port 8000 shop:app'],
  ])('gives Waitress no option beside its own, and none after the application: %s', (before, after) => {
    const found = steps(running(42, ['waitress-serve', ...before.split(' ')]));
    expect(found?.find(step => step.do === 'run')?.command).toContain(`waitress-serve ${after} `);
  });

  it('lets Java take both families', () => {
    const java = running(42, ['java', '-Djava.net.preferIPv4Stack=true', '-jar', 'shop.jar', '--x']);
    const found = (address: string, to: string) =>
      addressFixes(situationOf(java, { listener: listener(address, 8000) }), { address: to, port: 8000 });
    expect(found('0.0.0.0', '::')[0]?.steps?.at(-1)).toMatchObject({
      command: expect.stringContaining('java -jar shop.jar --x '),
    });
    expect(JSON.stringify(found('127.0.0.1', '::1'))).not.toContain('without');
    expect(JSON.stringify(found('127.0.0.1', '0.0.0.0'))).not.toContain('without');
  });

  it.each([
    ['nginx -g daemon off; -c /srv/n.conf', "nginx -g 'daemon off;' -c /srv/n.conf", true],
    ['nginx -c /srv/n.conf -g daemon on; pid /n;', "nginx -c /srv/n.conf -g 'daemon on; pid /n;'", false],
  ])('gives nginx the directives of its title in one word: %s', (title, line, stays) => {
    const server = running(42, [`nginx: master process ${title}`], { name: 'nginx' });
    const found = restartFix(situationOf(server)).steps?.at(-1);
    expect(found).toMatchObject({ command: expect.stringContaining(line) });
    expect(found?.do === 'run' && found.background === true).toBe(stays);
  });

  it.each([
    ['127.0.0.1 8000', 'server.py 0.0.0.0 8000'],
    ['8000 127.0.0.1', 'server.py 8000 0.0.0.0'],
    ['127.0.0.1 80', undefined],
    ['-v --to 127.0.0.1 8000', undefined],
  ])('takes a word beside the port for the address: server.py %s', (words, line) => {
    const found = addressFixes(
      situationOf(running(42, ['python3', 'server.py', ...words.split(' ')])),
      wanted,
    );
    const run = found[0]?.steps?.find(step => step.do === 'run');
    expect(run?.command).toEqual(line && expect.stringContaining(line));
  });

  it('passes the option that yargs takes, and says of a package’s line how long an edit of it lasts', () => {
    const path = '/srv/node_modules/docs/cli.js';
    const fix = (text: string) =>
      addressFixes(
        situationOf(running(42, ['node', path, 'serve']), { configuration: [file(path, text)] }),
        wanted,
      )[0];
    const option = `.option({\n  host: {\n    alias: 'H',\n    default: '127.0.0.1',\n  },\n})\n`;
    expect(fix(`import yargs from 'yargs';\n${option}`)?.title).toBe('Start it with --host 0.0.0.0');
    expect(fix(option)?.risk).toContain('cli.js belongs to a package: its next installation undoes this.');
  });

  it('says where an edit lasts until the next build', () => {
    const built = '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\n';
    const risk = (head: string) => {
      const source = file('/srv/dist/main.js', `${head}app.listen(8000, '127.0.0.1');\n`);
      const server = running(42, ['node', '/srv/dist/main.js']);
      return addressFixes(situationOf(server, { configuration: [source] }), wanted)[0]?.risk;
    };
    expect(risk(built)).toContain('main.js is made by a build');
    expect(risk('')).not.toContain('made by a build');
  });

  it('lets Squid read its file again, wherever that was named from', () => {
    const squid = running(42, ['squid', '-f', 'squid.conf', '-N']);
    const configuration = [file('/srv/squid.conf', 'http_port 127.0.0.1:8000\n')];
    const steps = addressFixes(situationOf(squid, { configuration }), wanted)[0]?.steps;
    expect(steps?.at(-1)).toMatchObject({ command: 'squid -f /srv/squid.conf -k reconfigure' });
  });

  it("says which names Bokeh's pages work by", () => {
    const risk = (more: readonly string[]) =>
      addressFixes(situationOf(running(42, ['bokeh', 'serve', 'app.py', ...more])), wanted)[0]?.risk;
    expect(risk([])).toContain('--allow-websocket-origin NAME:8000');
    expect(risk(['--allow-websocket-origin=shop.test'])).not.toContain('pages');
  });

  it('writes no other address in a source that a variable of the server overrules', () => {
    const source = file('/srv/app.py', "app.run(os.environ.get('SHOP_HOST', '127.0.0.1'), 8000)\n");
    const titles = (environment: Record<string, string>) => {
      const server = running(42, ['python3', '/srv/app.py'], { environment });
      return addressFixes(situationOf(server, { configuration: [source] }), wanted).map(({ title }) => title);
    };
    expect(titles({ SHOP_HOST: '127.0.0.1' })).toEqual(['Start it with SHOP_HOST=0.0.0.0']);
    expect(titles({})).toEqual(['Start it with SHOP_HOST=0.0.0.0', 'Write 0.0.0.0 in app.py']);
  });

  it.each([
    [
      'nginx: master process nginx -c /srv/n.conf -g daemon on;',
      'nginx -c /srv/n.conf -t',
      'listen 127.0.0.1:8000;',
    ],
    ['gunicorn shop:app', 'gunicorn shop:app --bind 0.0.0.0:8000 --check-config', ''],
    ['lighttpd -D -f /srv/n.conf', 'lighttpd -D -f /srv/n.conf -tt', 'server.bind = "127.0.0.1"'],
    ['dnsmasq -k -C /srv/n.conf', 'dnsmasq -k -C /srv/n.conf --test', 'listen-address=127.0.0.1'],
    ['caddy run -c /srv/n.conf --watch', 'caddy validate --config /srv/n.conf', 'bind 127.0.0.1'],
  ])('looks first whether %s would start again, for it may have been broken since', (command, line, text) => {
    const words = command.startsWith('nginx:') ? [command] : command.split(' ');
    const found = steps(running(42, words), { configuration: [file('/srv/n.conf', text)] });
    const at = found?.findIndex(step => step.do === 'run') ?? -1;
    expect(found?.[at]).toMatchObject({ command: line });
    expect(found?.[at + 1]).toEqual({ do: 'stop', pid: 42 });
  });

  it.each([
    ['nginx -p . -c n.conf', { command: 'nginx -p . -c n.conf -t', cwd: '/srv/app' }],
    ['./nginx', { command: './nginx -t', cwd: '/srv/app' }],
    ['/usr/sbin/nginx -c /n.conf', { command: '/usr/sbin/nginx -c /n.conf -t' }],
    ['nginx', { command: 'nginx -t' }],
  ])('looks from where %s was started, where its words are meant from there', (command, look) => {
    const process = running(42, [`nginx: master process ${command}`], { directory: '/srv/app' });
    expect(rehearsed({ process, processes: [process] })).toEqual([{ do: 'run', ...look }]);
  });

  it.each([
    ['pid /n.pid; daemon off; events {}', 'nginx: master process nginx -c /srv/n.conf', true],
    ['pid /n.pid; events {}', 'nginx: master process nginx -c /srv/n.conf', false],
    ['daemonize = no', 'php-fpm: master process (/srv/n.conf)', true],
    ['daemonize = yes', 'php-fpm: master process (/srv/n.conf)', false],
    ['keep-in-foreground', 'dnsmasq -C /srv/n.conf', true],
  ])('does not wait for the end of a server that stays in the foreground (%s)', (text, command, stays) => {
    const name = command.split(/[: ]/)[0]!;
    const server = running(42, name === 'dnsmasq' ? command.split(' ') : [command], { name });
    const found = restartFix(situationOf(server, { configuration: [file('/srv/n.conf', text)] }));
    expect(found.steps?.at(-1)).toEqual(
      stays
        ? expect.objectContaining({ background: true })
        : expect.not.objectContaining({ background: true }),
    );
  });

  it('does not wait either where it is in the session of what started it', () => {
    const script = running(41, ['sh', '/srv/run.sh'], { session: 41 });
    const nginx = running(42, ['nginx: master process nginx'], { name: 'nginx', parent: 41, session: 41 });
    const found = restartFix(situationOf(nginx, { processes: [script, nginx] }));
    expect(found.steps?.at(-1)).toMatchObject({ background: true });
  });

  it('lets a stopped server and its workers go on first, for they heed no TERM', () => {
    const worker = running(43, ['python3', 'worker.py'], { parent: 42, state: 'T' });
    const found = steps(web({ state: 'T' }), { processes: [web(), worker] });
    expect(found?.slice(0, 2)).toEqual([
      { do: 'run', command: 'kill -CONT 42 43; true' },
      { do: 'stop', pid: 42 },
    ]);
  });

  it("ends a reloader's child too, which is started by the interpreter's whole path (Bottle)", () => {
    const words = ['s.py', '--bind', '127.0.0.1'];
    const reloader = running(42, ['python3', ...words]);
    const child = running(43, ['/usr/bin/python3', ...words], { parent: 42 });
    const found = steps(reloader, { processes: [reloader, child] });
    expect(found?.slice(0, 2)).toEqual([
      { do: 'stop', pid: 42 },
      { do: 'stop', pid: 43 },
    ]);
  });

  it('keeps setsid, and two files of output', () => {
    const process = web({
      ignored: [],
      session: 42,
      output: '/var/log/shop.log',
      errors: '/var/log/shop err.log',
    });
    expect(steps(process)?.[1]).toMatchObject({
      command: `setsid python3 -m http.server 8000 --bind 0.0.0.0 >>/var/log/shop.log 2>>'/var/log/shop err.log' </dev/null`,
    });
  });

  it('names the program itself where words for people stand in the place of its name', () => {
    const titled = running(42, ['the shop: web', '-m', 'http.server', '--bind', '127.0.0.1', '8000'], {
      executable: '/usr/bin/python3.13',
    });
    expect(steps(titled)?.[1]).toMatchObject({
      command: expect.stringContaining('nohup /usr/bin/python3.13 -m http.server --bind 0.0.0.0 8000'),
    });
  });

  it('looks at a name of any length', () => {
    expect(steps(running(42, [`${':'.repeat(100_000)}/`, '--bind=127.0.0.1']))).toHaveLength(2);
  });

  it('carries the variables that were set for it, and no others', () => {
    const environment = {
      HOME: '/home/eve',
      FLASK_APP: 'shop app',
      NODE_ENV: 'production',
      TMUX: 'x',
      PATH: '/usr/bin',
    };
    const flask = running(42, ['flask', 'run'], {
      environment,
      ignored: [],
      input: null,
      output: null,
      errors: null,
    });
    const ours = { ...machine, environment: { ...machine.environment, NODE_ENV: 'production' } };
    expect(addressFixes(situationOf(flask, { machine: ours }), wanted)[0]?.steps?.[1]).toMatchObject({
      command: `FLASK_APP='shop app' setsid flask run --host 0.0.0.0`,
    });
  });

  it('reads the words that a record has hidden from the process, before it ends it', () => {
    const server = running(
      42,
      ['python3', '-m', 'http.server', '8000', '--bind', '127.0.0.1', '--token', '***', '--url=a:***@b'],
      { ignored: [], input: null, output: null, errors: null },
    );
    expect(steps(server)).toMatchObject([
      {
        do: 'run',
        command: `bash -c 'readarray -td "" words </proc/42/cmdline || exit; kill 42; timeout 5 tail --pid=42 -f /dev/null || kill -9 42; exec setsid python3 -m http.server 8000 --bind 0.0.0.0 --token "\${words[7]}" "\${words[8]}"'`,
      },
    ]);
    const [fix] = addressFixes(situationOf(server), wanted);
    expect(fix?.risk).toMatch(/ It takes secrets from the command line of pid 42\.$/);
  });

  it('reads variables whose values it does not know from the process, before it ends it', () => {
    const shop = web({ apart: { variables: ['DB'] }, environment: { FLASK_APP: 'shop' } });
    expect(steps(shop)).toEqual([
      {
        do: 'run',
        command: `bash -c 'readarray -td "" own </proc/42/environ || exit; kill 42; timeout 5 tail --pid=42 -f /dev/null || kill -9 42; exec env -i "\${own[@]}" nohup python3 -m http.server 8000 --bind 0.0.0.0 >>nohup.out 2>&1 </dev/null'`,
        cwd: '/srv',
        background: true,
      },
    ]);
    const [fix] = addressFixes(situationOf(shop), wanted);
    expect(fix?.risk).toMatch(/ It takes DB from the environment of pid 42\.$/);
    const once = web({ apart: { variables: ['DB'], passing: ['LISTEN_FDS'] } });
    expect(JSON.stringify(steps(once))).toContain(' env -u LISTEN_FDS nohup ');
    const gunicorn = running(42, ['gunicorn', 'shop:app'], { apart: { variables: ['DB'] } });
    const found = steps(gunicorn)?.map(step => (step.do === 'run' ? step.command : step.do)) ?? [];
    expect(found[0]).toMatch(/environ \|\| exit; exec env -i .* --check-config'$/);
    expect(found[1]).toContain('; kill 42; ');
  });

  it('starts it where it was started, though it has gone elsewhere', () => {
    const server = web({
      directory: '/srv/public',
      startDirectory: '/srv',
      output: '/srv/out.log',
      errors: null,
    });
    expect(steps(server)?.[1]).toMatchObject({
      cwd: '/srv',
      command: 'nohup python3 -m http.server 8000 --bind 0.0.0.0 >>out.log </dev/null',
    });
  });

  it('goes on with the same input: a file, or a pipe that the old process holds open until then', () => {
    expect(steps(web({ input: '/srv/in.txt', inputFile: '/srv/in.txt' }))?.[1]).toMatchObject({
      command: expect.stringMatching(/ <in\.txt$/),
    });
    const [fix] = addressFixes(situationOf(web({ input: 'pipe:[7]' })), wanted);
    expect(fix?.steps).toMatchObject([
      {
        command: expect.stringMatching(
          /^sh -c 'exec <\/proc\/42\/fd\/0 \|\| exit; kill 42; .*; exec nohup .* 2>&1'$/,
        ),
      },
    ]);
    expect(fix?.risk).toMatch(/ It takes the pipe of the input of pid 42\.$/);
  });

  it('reads words that are not in UTF-8 from the process, and says where a pipe of output leads', () => {
    const words = ['python3', '-m', 'http.server', '8000', '-b', '127.0.0.1', '-d', 'caf\ufffd'];
    const [fix] = addressFixes(situationOf(running(42, words, { output: 'pipe:[7]' })), wanted);
    expect(JSON.stringify(fix?.steps)).toMatch(/-b 0\.0\.0\.0 -d \\"\$\{words\[7\]\}\\"/);
    expect(fix?.risk).toContain('What it wrote into a pipe goes to your terminal from then on.');
    expect(fix?.risk).toContain('It takes what is not in UTF-8 from the command line of pid 42.');
  });

  it('is text where something is gone that it was started with', () => {
    const [fix] = addressFixes(situationOf(web({ gone: 'its directory /srv/old is gone' })), wanted);
    expect(fix?.steps).toBeUndefined();
    expect(fix?.text).toMatch(
      /^Its directory \/srv\/old is gone, .*\n {2}python3 -m http\.server 8000 --bind 0/,
    );
  });

  it('looks at a script that was written since before it ends what runs', () => {
    const script = { changed: '/srv/app.py' };
    const [fix] = addressFixes(
      situationOf(running(42, ['python3', 'app.py', '--bind', '127.0.0.1'], script)),
      wanted,
    );
    expect(fix?.steps?.[0]).toMatchObject({
      do: 'run',
      command: expect.stringMatching(/^python3 -c '.*' app\.py$/),
    });
    expect(fix?.risk).toContain('/srv/app.py was written after it was started: the new text runs then.');
    const node = running(42, ['node', 'app.js', '--host', '127.0.0.1'], { changed: '/srv/app.js' });
    expect(steps(node)?.[0]).toMatchObject({ command: 'node --check app.js' });
    const bun = running(42, ['bun', 'app.js', '--host', '127.0.0.1'], { changed: '/srv/app.js' });
    expect(steps(bun)?.[0]).toMatchObject({ do: 'stop' });
  });

  it('keeps its mask, its limit of open files and its priority', () => {
    expect(steps(web({ apart: { umask: '0077', limits: ['-n 300'], nice: 5 } }))?.[1]).toMatchObject({
      command: expect.stringMatching(/^sh -c 'umask 0077; ulimit -n 300; exec nice -n 5 nohup python3 .*'$/),
    });
    const named = web({ apart: { umask: '0077' }, environment: { FLASK_APP: 'a' } });
    expect(steps(named)?.[1]).toMatchObject({
      command: expect.stringMatching(/^sh -c 'umask 0077; exec env FLASK_APP=a nohup/),
    });
  });

  it('says that it leaves its window of tmux, and keeps silent of what needs none', () => {
    const riskIn = (over: object) => {
      const server = web({ parent: 8, terminal: 'pts/1', ignored: [], ...over });
      const above = [
        running(8, ['bash'], { parent: 9 }),
        running(9, ['tmux', 'new'], { name: 'tmux: server' }),
      ];
      return addressFixes(situationOf(server, { processes: [server, ...above] }), wanted)[0]?.risk;
    };
    expect(riskIn({})).toContain('It runs in a window of tmux: type these lines in one too');
    expect(riskIn({ ignored: ['HUP'] })).not.toContain('tmux');
    expect(riskIn({ terminal: null })).not.toContain('tmux');
    expect(riskIn({ parent: 1 })).not.toContain('tmux');
  });

  it('warns of what whoever reaches PHP-FPM may do', () => {
    const server = running(42, ['php-fpm: master process (/srv/n.conf)'], { name: 'php-fpm' });
    const configuration = [file('/srv/n.conf', '[www]\nlisten = 127.0.0.1:8000\n')];
    const [fix] = addressFixes(situationOf(server, { configuration }), wanted);
    expect(fix?.risk).toContain('listen.allowed_clients');
  });

  it("names PHP-FPM's file by its whole path", () => {
    const server = running(42, ['php-fpm: master process (n.conf)'], { name: 'php-fpm', executable: '/fpm' });
    expect(restartFix(situationOf(server)).steps?.at(-1)).toMatchObject({
      command: expect.stringContaining(' --fpm-config /srv/n.conf '),
    });
  });

  it('waits for no zombie that a script has not asked for', () => {
    const started = (command: readonly string[]) =>
      steps(web({ parent: 7, apart: { variables: ['DB'] } }), {
        processes: [web({ parent: 7 }), running(7, command)],
      });
    expect(JSON.stringify(started(['python3', 'parent.py']))).toContain('State:.[^ZX]');
    for (const command of [['bash'], ['node', 'parent.js'], ['tmux']])
      expect(JSON.stringify(started(command))).toContain('tail --pid=42');
  });

  it('takes away what the caller has and it has not', () => {
    const apart = { without: ['PORT', 'FLASK_APP'] };
    expect(steps(web({ apart }))?.[1]).toMatchObject({
      command: expect.stringMatching(/^env -u PORT -u FLASK_APP nohup python3/),
    });
    expect(steps(web({ apart, environment: { FLASK_APP: 'a' } }))?.[1]).toMatchObject({
      command: expect.stringMatching(/^env -u PORT FLASK_APP=a nohup python3/),
    });
  });

  it('gives the groups and capabilities that it has, which its user alone would not', () => {
    const root = { ...machine, uid: 0, user: 'root' };
    const identity = { group: 33, groups: [4, 33], ambient: ['net_bind_service'], confined: true };
    expect(
      addressFixes(situationOf(web({ apart: { identity } }), { machine: root }), wanted)[0]?.steps?.[1],
    ).toMatchObject({
      command: expect.stringMatching(
        /^setpriv --reuid=1000 --regid=33 --groups=4,33 --inh-caps=\+net_bind_service --ambient-caps=\+net_bind_service --no-new-privs nohup python3/,
      ),
    });
    expect(JSON.stringify(steps(web({ apart: { identity } })))).not.toContain('setpriv');
  });

  it('sets variables that no shell could name by env', () => {
    expect(steps(web({ environment: { 'FLASK_my.opt': '1' } }))?.[1]).toMatchObject({
      command: expect.stringMatching(/^env FLASK_my\.opt=1 nohup python3/),
    });
  });

  it('names the very interpreter where the search paths differ', () => {
    const environment = { PATH: '/home/ana/.nvm/bin:/usr/bin' };
    const node = running(42, ['node', 'app.js', '--host', '127.0.0.1'], {
      environment,
      executable: '/home/ana/.nvm/bin/node',
    });
    expect(JSON.stringify(steps(node))).toContain('nohup /home/ana/.nvm/bin/node app.js --host 0.0.0.0');
    const python = running(42, ['python', '-m', 'http.server'], {
      environment: { ...environment, VIRTUAL_ENV: '/srv/venv' },
    });
    expect(JSON.stringify(steps(python))).toContain('/srv/venv/bin/python -m http.server');
  });

  it("runs as the server's own user where root does it, and says that it needs root where somebody else does", () => {
    const root = { ...machine, uid: 0, user: 'root' };
    expect(addressFixes(situationOf(web(), { machine: root }), wanted)[0]?.steps?.[1]).toMatchObject({
      command: expect.stringMatching(/^runuser -u ana -- nohup python3/),
    });
    const home = web({ environment: { HOME: '/srv/home' } });
    expect(addressFixes(situationOf(home, { machine: root }), wanted)[0]?.steps?.[1]).toMatchObject({
      command: expect.stringMatching(/^runuser -u ana -- env HOME=\/srv\/home nohup python3/),
    });
    expect(JSON.stringify(steps(home))).not.toContain('HOME=');
    // It refuses to run as root where nobody tells it whose rights to take.
    const cache = running(42, ['memcached', '-l', '127.0.0.1', '-p', '8000']);
    expect(JSON.stringify(addressFixes(situationOf(cache, { machine: root }), wanted))).toContain(
      '"command":"runuser -u ana -- ',
    );
    const other = { ...machine, uid: 1001, user: 'eve' };
    expect(addressFixes(situationOf(web(), { machine: other }), wanted)[0]?.needsRoot).toBe(true);
  });

  it('is text where its directory cannot be seen, or its command line is gone', () => {
    expect(addressFixes(situationOf(web({ directory: null })), wanted)[0]).toMatchObject({
      text: expect.stringContaining('sudo'),
    });
    const bare = { machine: { ...machine, uid: 0, user: 'root' } };
    expect(addressFixes(situationOf(web({ directory: null }), bare), wanted)[0]?.text).toMatch(
      /^(?!.*sudo).*CAP_SYS_PTRACE/s,
    );
    const plackup = running(42, ['/usr/bin/plackup'], { name: 'plackup', executable: '/usr/bin/perl' });
    const [fix] = addressFixes(situationOf(plackup), wanted);
    expect(fix).toMatchObject({
      title: 'Start it with --host 0.0.0.0',
      text: expect.stringContaining('not to be seen'),
    });
    const titled = running(42, ['shop: serving'], { name: 'shop', executable: '/usr/bin/ruby' });
    expect(restartFix(situationOf(titled)).steps).toBeUndefined();
  });

  it.each([
    ['shop', '/usr/bin/python3.11', '/usr/bin/python3.11 -m http.server 8000 --bind 0.0.0.0'],
    ['httpd', '/bin/busybox', '/bin/busybox httpd -m http.server 8000 --bind 0.0.0.0'],
  ])('starts by its file what calls itself %s, by which no shell finds it', (name, executable, line) => {
    const words = [name, '-m', 'http.server', '8000', '--bind', '127.0.0.1'];
    const server = running(42, words, { executable, alias: true });
    const [fix] = addressFixes(situationOf(server), wanted);
    expect(fix?.steps?.at(-1)).toMatchObject({ command: expect.stringContaining(line) });
    const known = addressFixes(situationOf(running(42, words, { executable })), wanted)[0];
    expect(known?.steps?.at(-1)).toMatchObject({ command: expect.not.stringContaining(executable) });
  });

  it('ends what a reloader would leave behind', () => {
    const parent = running(42, ['flask', 'run', '--debug']);
    const child = running(43, ['flask', 'run', '--debug'], { parent: 42 });
    const situation = situationOf(parent, { processes: [parent, child] });
    expect(addressFixes(situation, wanted)[0]?.steps?.slice(0, 2)).toEqual([
      { do: 'stop', pid: 42 },
      { do: 'stop', pid: 43 },
    ]);
  });

  it('ends the workers of one that TERM ends before it can tell them', () => {
    const stopped = (caught: readonly string[]) => {
      const master = running(42, ['php', '-S', '127.0.0.1:8000'], { caught });
      const workers = [43, 44].map(pid => running(pid, master.command, { parent: 42, caught }));
      const situation = situationOf(master, { processes: [master, ...workers] });
      return addressFixes(situation, wanted)[0]?.steps?.flatMap(each => (each.do === 'stop' ? each.pid : []));
    };
    expect(stopped(['INT'])).toEqual([42, 43, 44]);
    expect(stopped(['INT', 'TERM'])).toEqual([42]);
  });

  it.each([
    ['by an option', ['flask', 'run', '--debug'], {}, ''],
    ['by a variable', ['flask', 'run'], { FLASK_DEBUG: '1' }, ''],
    ['in its source', ['python3', 'app.py'], {}, ', debug=True'],
  ])("warns of Flask's debugger that is on %s", (_, command, environment, debug) => {
    const text = `from flask import Flask\napp = Flask(__name__)\napp.run(host="127.0.0.1"${debug})\n`;
    const risk = (words: readonly string[], source = text) =>
      addressFixes(
        situationOf(running(42, words, { environment }), { configuration: [file('/srv/app.py', source)] }),
        wanted,
      )[0]?.risk;
    expect(risk(command)).toMatch(/then connect\. Flask's debugger is on .* can run any code/);
    expect(risk(['python3', 'other.py'], text.replace(debug, ''))).not.toContain('debugger');
  });

  it("knows netcheck's own server", () => {
    const command = (...more: string[]) => ['node', '/srv/bin/netcheck.js', 'serve', '/srv', ...more];
    const last = (...more: string[]) =>
      addressFixes(situationOf(running(42, command(...more))), wanted)[0]?.steps?.at(-1);
    for (const more of [[], ['--host', 'lo'], ['--host=lo']])
      expect(last(...more)).toMatchObject({
        command: expect.stringMatching(/serve \/srv --host[= ]0\.0\.0\.0 /),
      });
  });

  it('goes through npm, which hands options on', () => {
    const npm = running(41, ['npm run dev'], { executable: '/usr/bin/node' });
    const vite = running(42, ['node', '/srv/node_modules/.bin/vite'], { parent: 41 });
    const fix = addressFixes(situationOf(npm, { processes: [npm, vite] }), wanted)[0];
    expect(fix?.steps?.at(-1)).toMatchObject({
      command: expect.stringContaining('npm run dev -- --host 0.0.0.0'),
    });
  });

  it.each([
    ['a runner of several', ['node', '/srv/node_modules/.bin/concurrently', 'npm:web', 'npm:api'], true],
    ["another script of npm's", ['npm run web'], true],
    ["a script of somebody's own, which starts it", ['npm run web'], undefined, 'node dev.mjs'],
    ['a comment', ['npm run web'], undefined, 'vite # 5173'],
    ['npx', ['npm exec vite'], false],
  ])(
    'writes it in the script where options do not get through: %s',
    (_, command, written, script = 'vite') => {
      const npm = running(40, ['npm run dev'], { executable: '/usr/bin/node' });
      const between = running(41, command, { parent: 40 });
      const environment = {
        npm_package_json: '/srv/package.json',
        npm_lifecycle_event: 'web',
        npm_lifecycle_script: script,
      };
      const vite = running(42, ['node', '/srv/node_modules/.bin/vite'], { parent: 41, environment });
      const scripts = file('/srv/package.json', `{ "scripts": { "dev": "…", "web": "${script}" } }`);
      const situation = situationOf(npm, { processes: [npm, between, vite], configuration: [scripts] });
      const [first, ...more] = addressFixes(situation, wanted)[0]?.steps ?? [];
      if (written === undefined) return expect(first).toBeUndefined();
      if (written) expect(first).toMatchObject({ replace: expect.stringContaining('"vite --host 0.0.0.0"') });
      expect(more.at(-1)).toMatchObject({
        command: expect.stringMatching(written ? /npm run dev >/ : /npm run dev -- --host 0\.0\.0\.0 >/),
      });
    },
  );
});

describe('what keeps the server running restarts it', () => {
  const process = running(42, ['/usr/bin/python3', '-m', 'http.server', '8000', '--bind', '127.0.0.1'], {
    cgroup: '/system.slice/shop.service',
  });

  it('systemd, by a drop-in', () => {
    const [fix] = addressFixes(situationOf(process, { units: [unit()] }), wanted);
    expect(fix?.needsRoot).toBe(true);
    expect(fix?.steps).toEqual([
      {
        do: 'run',
        command: `mkdir -p /etc/systemd/system/shop.service.d && printf '%s\\n' '[Service]' ExecStart= 'ExecStart=/usr/bin/python3 -m http.server 8000 --bind 0.0.0.0' >/etc/systemd/system/shop.service.d/listen.conf`,
      },
      { do: 'run', command: 'systemctl daemon-reload && systemctl restart shop.service' },
    ]);
  });

  it('systemd, by one more file of variables where the unit has one, which wins over Environment=', () => {
    const app = running(42, ['/usr/bin/node', 'app.js'], {
      cgroup: '/system.slice/shop.service',
      environment: { HOST: '127.0.0.1' },
    });
    expect(steps(app, { units: [unit({ environmentFiles: true })] })?.[0]).toEqual({
      do: 'run',
      command: `mkdir -p /etc/systemd/system/shop.service.d && printf '%s\\n' '[Service]' EnvironmentFile=/etc/systemd/system/shop.service.d/listen.env >/etc/systemd/system/shop.service.d/listen.conf && printf '%s\\n' HOST=0.0.0.0 >/etc/systemd/system/shop.service.d/listen.env`,
    });
  });

  it('systemd, by a drop-in that comes after those that say the same', () => {
    const files = ['/etc/systemd/system/shop.service', '/etc/systemd/system/shop.service.d/local.conf'];
    const [fix] = addressFixes(situationOf(process, { units: [unit({ files })] }), wanted);
    expect(fix?.steps?.[0]).toMatchObject({ command: expect.stringContaining('/zlisten.conf') });
  });

  it.each(['~local.conf', 'été.conf', '|x.conf'])('systemd, by a drop-in that comes after %s', name => {
    const files = ['/etc/systemd/system/shop.service', `/etc/systemd/system/shop.service.d/${name}`];
    const ours = dropInName(unit({ files }));
    expect(ours > name && ours.endsWith('listen.conf')).toBe(true);
  });

  it('systemd, by a drop-in and a file of variables beside those of that name, whose settings stay', () => {
    const app = running(42, ['/usr/bin/node', 'app.js'], {
      cgroup: '/system.slice/shop.service',
      environment: { HOST: '127.0.0.1' },
    });
    const files = ['/etc/systemd/system/shop.service', '/etc/systemd/system/shop.service.d/listen.conf'];
    const first = steps(app, { units: [unit({ files, environmentFiles: true })] })?.[0];
    expect(first).toMatchObject({
      command: expect.stringContaining('>/etc/systemd/system/shop.service.d/zlisten.conf'),
    });
    expect(first).toMatchObject({ command: expect.stringMatching(/d\/zlisten\.env$/) });
  });

  it('systemd, whose unit starts it by a script that ends: by that script', () => {
    const path = '/etc/init.d/shop';
    const script = (words: string) => file(path, `#!/bin/sh\nstart-stop-daemon --start -b -- ${words}\n`);
    const units = [unit({ leaves: true, command: `${path} start`, mainPid: 0 })];
    const by = (words: string) =>
      addressFixes(situationOf(process, { units, configuration: [script(words)] }), wanted)[0];
    expect(by('-m http.server 8000 --bind 127.0.0.1')?.steps).toEqual([
      { do: 'edit', file: path, find: '8000 --bind 127.0.0.1', replace: '8000 --bind 0.0.0.0' },
      { do: 'run', command: 'systemctl restart shop.service' },
    ]);
    expect(by('$OPTIONS')?.steps).toBeUndefined();
    expect(by('$OPTIONS')?.text).toMatch(
      /^Make the change in \/etc\/init\.d\/shop,[\s\S]*systemctl restart shop/,
    );
    const screen = [unit({ leaves: true, command: '/usr/bin/screen -dmS shop python3 -m http.server' })];
    expect(addressFixes(situationOf(process, { units: screen }), wanted)[0]?.text).toMatch(
      /^Make the change in ExecStart= of shop\.service [^\n]* where \/usr\/bin\/screen starts it:/,
    );
    const own = [unit({ leaves: true, command: '/usr/bin/python3 -m http.server', mainPid: 42 })];
    expect(steps(process, { units: own })?.[0]).toMatchObject({
      command: expect.stringContaining('ExecStart='),
    });
  });

  it('systemd, whose unit has more than the server in its line: by that line, or the script that it runs', () => {
    const path = '/etc/systemd/system/shop.service';
    const by = (command: string, ...configuration: ReturnType<typeof file>[]) =>
      steps(process, { units: [unit({ command })], configuration });
    const line = '/usr/bin/setpriv --reuid=33 python3 -m http.server 8000 --bind 127.0.0.1';
    const edit = { do: 'edit', find: '8000 --bind 127.0.0.1', replace: '8000 --bind 0.0.0.0' };
    expect(by(line, file(path, `[Service]\nExecStart=${line}\n`))).toEqual([
      { ...edit, file: path },
      { do: 'run', command: 'systemctl daemon-reload && systemctl restart shop.service' },
    ]);
    const script = '#!/bin/sh\nexport A=b\nexec python3 -m http.server 8000 --bind 127.0.0.1\n';
    expect(by('/bin/sh run.sh', file('/srv/run.sh', script))).toEqual([
      { ...edit, file: '/srv/run.sh' },
      { do: 'run', command: 'systemctl restart shop.service' },
    ]);
    // Its file was not read: then its user stays at least.
    expect(by(line)?.[0]).toMatchObject({ command: expect.stringContaining("'[Service]' User=ana ") });
  });

  it.each([
    ['its description', 'Description=Shop 8000', 'exec python3 -m http.server "$PORT"'],
    ['a variable', 'Environment=PORT=8000', 'exec python3 -m http.server "$PORT"'],
  ])('systemd, whose unit has the arguments in %s, and not in its line: by a drop-in', (_, more, line) => {
    const path = '/etc/systemd/system/shop.service';
    const command = `/bin/sh -c '${line}'`;
    const bare = running(42, ['python3', '-m', 'http.server', '8000'], {
      cgroup: '/system.slice/shop.service',
    });
    const [step] =
      steps(bare, {
        units: [unit({ command })],
        configuration: [file(path, `[Unit]\n${more}\n[Service]\nExecStart=${command}\n`)],
      }) ?? [];
    expect(step).toMatchObject({ do: 'run', command: expect.stringContaining('--bind 0.0.0.0') });
  });

  it('systemd, whose line goes on behind a backslash, or was replaced by one put beside it', () => {
    const path = '/etc/systemd/system/shop.service';
    const beside = `${path}.d/own.conf`;
    const files = [path, beside];
    const before = '/usr/bin/env A=b \\\n  python3 -m http.server';
    const old = file(path, `[Service]\nExecStart=${before} 8000 --bind 127.0.0.1\n`);
    const command = '/usr/bin/env A=b python3 -m http.server 8000 --bind 127.0.0.1';
    const by = (...configuration: ReturnType<typeof file>[]) =>
      steps(process, { units: [unit({ command, files })], configuration })?.[0];
    expect(by(old)).toMatchObject({ do: 'edit', file: path });
    const now = file(beside, `[Service]\nExecStart=\nExecStart=${before} $ARGUMENTS\n`);
    expect(by(old, now)).toMatchObject({ do: 'run' });
  });

  it('systemd, as root where it took a low port and became its user by itself', () => {
    const units = [unit({ command: '/srv/run.sh' })];
    const by = (capabilities: string) => {
      const server = { ...process, capabilities };
      return JSON.stringify(
        addressFixes(situationOf(server, { units, listener: listener('127.0.0.1', 80) }), {
          address: '0.0.0.0',
          port: 80,
        })[0]?.steps,
      );
    };
    expect(by('0000000000000000')).toMatch(/^(?!.*User=).*ExecStart=/);
    expect(by('0000000000000400')).toContain('User=ana');
  });

  it('systemd, whose unit sets the variable in its line: there', () => {
    const path = '/etc/systemd/system/shop.service';
    const app = running(42, ['node', 'app.js'], {
      cgroup: '/system.slice/shop.service',
      environment: { HOST: '127.0.0.1' },
    });
    const command = '/usr/bin/env HOST=127.0.0.1 node app.js';
    const units = [unit({ command })];
    expect(steps(app, { units, configuration: [file(path, `ExecStart=${command}\n`)] })?.[0]).toEqual({
      do: 'edit',
      file: path,
      find: 'HOST=127.0.0.1',
      replace: 'HOST=0.0.0.0',
    });
  });

  it('a script that starts it with an empty word, which stays a word', () => {
    const app = running(42, ['/usr/bin/python3', '-m', 'uvicorn', '--host', '::1', 'main:app'], {
      cgroup: '/system.slice/shop.service',
    });
    const command = '/usr/bin/env python3 -m uvicorn --host ::1 main:app';
    const configuration = [file('/etc/systemd/system/shop.service', `ExecStart=${command}\n`)];
    const situation = situationOf(app, {
      units: [unit({ command })],
      configuration,
      listener: listener('::1', 8000),
    });
    expect(JSON.stringify(addressFixes(situation, wanted)[0]?.steps)).toContain(
      'replace":"--host \\"\\" main:app"',
    );
  });

  it('/etc/rc.local by its line there, and by itself', () => {
    const cgroup = '/system.slice/rc-local.service';
    const text = '#!/bin/sh\ncd /srv\npython3 -m http.server 8000 --bind 127.0.0.1 &\n';
    const found = steps(
      { ...process, cgroup },
      {
        units: [unit({ name: 'rc-local.service', mainPid: 0, leaves: true, command: '/etc/rc.local start' })],
        configuration: [file('/etc/rc.local', text)],
      },
    );
    expect(found?.map(step => step.do)).toEqual(['edit', 'stop', 'run']);
  });

  it('/etc/rc.local, whose unit starts more than this server', () => {
    const cgroup = '/system.slice/rc-local.service';
    const units = [unit({ name: 'rc-local.service', mainPid: 0 })];
    const [fix] = addressFixes(situationOf({ ...process, cgroup }, { units }), wanted);
    expect(fix?.steps).toBeUndefined();
    expect(fix?.text).toContain(
      '/etc/rc.local:\n  /usr/bin/python3 -m http.server 8000 --bind 0.0.0.0\nThen',
    );
    const app = running(42, ['node', '/srv/app.js'], { cgroup, environment: { HOST: '127.0.0.1' } });
    expect(addressFixes(situationOf(app, { units }), wanted)[0]?.text).toContain('\n  HOST=0.0.0.0\n');
  });

  it('PM2, which runs a line in a shell', () => {
    const line = entry({ script: '/bin/bash', interpreter: 'none', args: ['-c', 'python3 …'] });
    const daemon = running(7, ['PM2 v7.0.1: God Daemon (/home/ana/.pm2)']);
    const held = { ...process, parent: 7, cgroup: null };
    const [fix] = addressFixes(situationOf(held, { pm2: [line], processes: [daemon, held] }), wanted);
    expect(fix?.steps?.at(-1)).toMatchObject({
      command: "pm2 restart shop -- -c '/usr/bin/python3 -m http.server 8000 --bind 0.0.0.0'",
    });
  });

  it('PM2, by the file of its application where that was edited', () => {
    const app = running(42, ['node', '/srv/app.js'], { parent: 7, environment: { HOST: '127.0.0.1' } });
    const text = 'module.exports = { apps: [{ name: "shop", env: { HOST: "127.0.0.1" } }] };';
    const configuration = [file('/srv/ecosystem.config.js', text)];
    const fixes = addressFixes(situationOf(app, { pm2: [entry({})], configuration }), wanted);
    const edited = fixes.find(({ steps = [] }) => steps[0]?.do === 'edit');
    expect(edited?.steps?.at(-1)).toMatchObject({
      command: 'pm2 restart /srv/ecosystem.config.js --only shop --update-env',
    });
  });

  it('PM2, which runs a script, by the line in the script', () => {
    const shop = entry({ script: '/srv/run.sh', interpreter: 'bash' });
    const made = running(42, ['/usr/bin/python3', '/usr/bin/gunicorn', 'main:app', '-b', '127.0.0.1:8000'], {
      parent: 7,
    });
    const by = (text: string) =>
      addressFixes(situationOf(made, { pm2: [shop], configuration: [file('/srv/run.sh', text)] }), wanted)[0];
    expect(by('#!/bin/sh\nexec gunicorn main:app -b 127.0.0.1:8000\n')?.steps).toEqual([
      {
        do: 'edit',
        file: '/srv/run.sh',
        find: 'main:app -b 127.0.0.1:8000',
        replace: 'main:app -b 0.0.0.0:8000',
      },
      { do: 'run', command: 'pm2 restart shop', cwd: '/srv' },
    ]);
    const app = running(42, ['node', '/srv/app.js'], { parent: 7, environment: { HOST: '127.0.0.1' } });
    const text = 'export HOST=127.0.0.1\nexec node /srv/app.js\n';
    expect(steps(app, { pm2: [shop], configuration: [file('/srv/run.sh', text)] })).toEqual([
      { do: 'edit', file: '/srv/run.sh', find: 'HOST=127.0.0.1', replace: 'HOST=0.0.0.0' },
      { do: 'run', command: 'pm2 restart shop', cwd: '/srv' },
    ]);
    expect(
      steps(app, { pm2: [shop], configuration: [file('/srv/run.sh', 'exec node app.js')] })?.[0],
    ).toMatchObject({ command: 'HOST=0.0.0.0 pm2 restart shop --update-env' });
    const others = 'export DB_HOST=127.0.0.1\nexec node app.js\n';
    expect(steps(app, { pm2: [shop], configuration: [file('/srv/run.sh', others)] })?.[0]).toMatchObject({
      command: 'HOST=0.0.0.0 pm2 restart shop --update-env',
    });
    const unknown = by('exec gunicorn "$@"');
    expect(unknown?.steps).toBeUndefined();
    expect(unknown?.text).toContain('/srv/run.sh, by which PM2 starts shop, then:\n  pm2 restart shop');
  });

  it.each([
    ['node', '-e', 'http.createServer(answer).listen(8000, "127.0.0.1")'],
    ['python3', '-c', 'HTTPServer(("127.0.0.1", 8000), Shop).serve_forever()'],
    ['perl', '-e', 'IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 8000, Listen => 5)'],
    ['ruby', '-e', 'TCPServer.new("127.0.0.1", 8000)'],
    ['php', '-r', 'socket_bind($socket, "127.0.0.1", 8000);'],
  ])('a program of the command line itself: %s %s', (...command) => {
    expect(steps(running(42, command))?.at(-1)).toMatchObject({
      command: expect.stringContaining('"0.0.0.0"'),
    });
  });

  it('a loop that was typed, changed as a whole', () => {
    const typed = 'while true; do python3 -m http.server 8000 --bind 127.0.0.1; sleep 1; done';
    const shell = running(41, ['bash', '-c', typed], { cgroup: null });
    const below = { ...process, parent: 41, cgroup: null };
    const [fix] = addressFixes(situationOf(below, { processes: [shell, below] }), wanted);
    expect(fix?.steps?.slice(0, 2)).toEqual([
      { do: 'stop', pid: 41 },
      { do: 'stop', pid: 42 },
    ]);
    expect(fix?.steps?.[2]).toMatchObject({
      command: expect.stringContaining('http.server 8000 --bind 0.0.0.0; sleep 1; done'),
    });
  });

  it.each([
    [
      'php -S 127.0.0.1:8000',
      '  php -S "127.0.0.1:8000" -t "$PWD" # 127.0.0.1\n',
      'php -S "0.0.0.0:8000" -t',
    ],
    [
      'shopd --addr=127.0.0.1',
      '  shopd "--addr=127.0.0.1" -t $PWD # "127.0.0.1"\n',
      'shopd "--addr=0.0.0.0" -t',
    ],
  ])('a loop of a script, where the address stands in quotes before a remark: %s', (command, line, after) => {
    const text = `while :; do\n${line}done\n`;
    const shell = running(41, ['bash', '/srv/loop.sh'], { cgroup: null });
    const below = running(42, [...command.split(' '), '-t', '/srv'], { parent: 41, cgroup: null });
    const configuration = [file('/srv/loop.sh', text)];
    const [edit] = steps(below, { processes: [shell, below], configuration }) ?? [];
    if (edit?.do !== 'edit') throw new Error('it is not edited');
    expect(text.replace(edit.find, edit.replace)).toContain(after);
  });

  it('a loop that is not waiting for it is let be', () => {
    const shell = running(40, ['bash', '-c', 'for n in 1 2; do npm test; done'], { cgroup: null });
    const tests = running(41, ['node', 'runner.js'], { parent: 40, cgroup: null });
    const written = running(42, ['python3', 'server.py'], { parent: 41, cgroup: null });
    const configuration = [file('/srv/server.py', 'serve(("127.0.0.1", 8000))')];
    const own = steps(written, { processes: [shell, tests, written], configuration });
    expect(own).toContainEqual({ do: 'stop', pid: 42 });
    expect(own).not.toContainEqual({ do: 'stop', pid: 40 });
  });

  it('systemd, where the configuration alone changes', () => {
    const nginx = running(42, ['nginx: master process nginx'], { cgroup: '/system.slice/shop.service' });
    const configuration = [file('/etc/nginx/nginx.conf', 'server { listen 127.0.0.1:8000; }')];
    expect(steps(nginx, { units: [unit()], configuration })).toEqual([
      { do: 'edit', file: '/etc/nginx/nginx.conf', find: '127.0.0.1:8000', replace: '0.0.0.0:8000' },
      { do: 'run', command: 'nginx -t' },
      { do: 'run', command: 'systemctl restart shop.service' },
    ]);
  });

  it('systemd of a user, whose unit needs no root', () => {
    const own = {
      ...process,
      cgroup: '/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service',
    };
    const [fix] = addressFixes(situationOf(own, { units: [unit({ scope: 'user' })] }), wanted);
    expect(fix?.needsRoot).toBe(false);
    expect(fix?.steps?.[1]).toMatchObject({ command: expect.stringContaining('systemctl --user restart') });
  });

  it('systemd-run, by another run', () => {
    const units = [unit({ files: ['/run/systemd/transient/shop.service'] })];
    expect(steps(process, { units })).toEqual([
      { do: 'run', command: 'systemctl stop shop.service' },
      {
        do: 'run',
        command:
          'systemd-run --unit=shop --property=WorkingDirectory=/srv --uid=ana /usr/bin/python3 -m http.server 8000 --bind 0.0.0.0',
      },
    ]);
  });

  it('systemd-run, by a person where the server has variables that nobody may see', () => {
    const units = [unit({ files: ['/run/systemd/transient/shop.service'] })];
    const [fix] = addressFixes(situationOf({ ...process, apart: { variables: ['DB'] } }, { units }), wanted);
    expect(fix).toMatchObject({ needsRoot: true, text: expect.stringContaining('--setenv') });
    expect(fix?.steps).toBeUndefined();
  });

  it('systemd, as it is where systemd-run has started what reads a file', () => {
    const units = [unit({ files: ['/run/systemd/transient/shop.service'] })];
    const [edit, restart] =
      changeFix(situationOf({ ...process, apart: { variables: ['DB'] } }, { units }), {
        title: 'Write it',
        edits: [{ file: '/etc/x.conf', find: 'a', replace: 'b' }],
      }).steps ?? [];
    expect(edit).toMatchObject({ do: 'edit', file: '/etc/x.conf' });
    expect(restart).toEqual({ do: 'run', command: 'systemctl restart shop.service' });
  });

  it('systemd-run, as root where the server becomes its user by itself', () => {
    const units = [unit({ files: ['/run/systemd/transient/shop.service'] })];
    const server = running(42, ['dnsmasq', '-k', '--listen-address=127.0.0.1', '-p', '8000'], {
      cgroup: '/system.slice/shop.service',
    });
    expect(JSON.stringify(steps(server, { units })?.at(-1))).toMatch(/^(?!.*--uid).*systemd-run/);
    const told = units.map(each => ({ ...each, settings: { User: 'cache', Group: 'www' } }));
    expect(JSON.stringify(steps(server, { units: told })?.at(-1))).toContain('--uid=cache --gid=www ');
  });

  it('is not the unit of the login shell that it was typed in', () => {
    const typed = { ...process, cgroup: '/system.slice/ssh.service' };
    expect(steps(typed, { units: [unit({ name: 'ssh.service', mainPid: 7 })] })?.[0]).toEqual({
      do: 'stop',
      pid: 42,
    });
  });

  it('PM2, with a variable', () => {
    const app = running(42, ['node /srv/app.js'], { environment: { HOST: '127.0.0.1' } });
    expect(steps(app, { pm2: [entry()] })).toEqual([
      { do: 'run', command: 'HOST=0.0.0.0 pm2 restart shop --update-env', cwd: '/srv' },
    ]);
  });

  it('PM2, with its source and another home', () => {
    const app = running(42, ['node /srv/app.js']);
    const configuration = [file('/srv/app.js', 'app.listen(8000, "127.0.0.1")')];
    expect(steps(app, { pm2: [entry({ home: '/srv/pm2', program: '/opt/pm2' })], configuration })).toEqual([
      { do: 'edit', file: '/srv/app.js', find: '"127.0.0.1"', replace: '"0.0.0.0"' },
      { do: 'run', command: 'PM2_HOME=/srv/pm2 /opt/pm2 restart shop', cwd: '/srv' },
    ]);
  });

  it('PM2, with an argument', () => {
    const app = running(42, ['node /srv/app.js']);
    expect(steps(app, { pm2: [entry({ args: ['--host', '127.0.0.1'] })] })).toEqual([
      {
        do: 'run',
        command: 'pm2 restart shop -- --host 0.0.0.0',
        cwd: '/srv',
      },
    ]);
  });

  it('a container, by hand', () => {
    const containers = [
      {
        engine: 'docker' as const,
        id: 'a',
        name: 'web',
        image: 'web:1',
        running: true,
        exitCode: null,
        pid: 42,
        networkMode: 'bridge',
        addresses: [],
        restartPolicy: 'no',
        published: [],
      },
    ];
    expect(addressFixes(situationOf(process, { containers }), wanted)[0]).toMatchObject({
      text: expect.stringContaining('container web'),
    });
  });

  it('systemd itself, where it holds the port for a unit', () => {
    const init = running(1, ['/lib/systemd/systemd'], { name: 'systemd', uid: 0, parent: 0 });
    const units = [unit({ name: 'shop.socket', listens: ['127.0.0.1:8000'], mainPid: 0 })];
    const [first, second] = steps(init, { units }) ?? [];
    expect(first).toMatchObject({
      command: expect.stringContaining("'[Socket]' ListenStream= ListenStream=0.0.0.0:8000"),
    });
    expect(second).toMatchObject({ command: expect.stringContaining('systemctl restart shop.socket') });
    const kinds = ['Datagram', 'Stream', 'Datagram'];
    const listens = ['127.0.0.1:8000', '127.0.0.1:8000', '/run/shop.sock'];
    const both = { units: [unit({ name: 'shop.socket', listens, kinds, mainPid: 0 })] };
    expect(steps(init, both)?.[0]).toMatchObject({
      command: expect.stringContaining(
        'ListenStream= ListenDatagram=127.0.0.1:8000 ListenDatagram=/run/shop.sock ListenStream=0.0.0.0:8000',
      ),
    });
  });
});

describe('programs that are not run here, on recorded facts', () => {
  it("Caddy's JSON", () => {
    const caddy = running(42, ['caddy', 'run', '--config', 'caddy.json']);
    const text = '{"apps":{"http":{"servers":{"s":{"listen":["127.0.0.1:8000"]}}}},"dial":"127.0.0.1:9000"}';
    const [edit] = steps(caddy, { configuration: [file('/srv/caddy.json', text)] }) ?? [];
    expect(edit).toMatchObject({ do: 'edit', replace: '0.0.0.0:8000' });
  });

  it('starts Caddy as it was started where that has gone to the background', () => {
    const caddy = running(42, ['caddy', 'run', '--pingback', '127.0.0.1:41234', '--config', 'Caddyfile']);
    const made = steps(caddy, { configuration: [file('/srv/Caddyfile', ':8000\nbind 127.0.0.1\n')] }) ?? [];
    const last = made[made.length - 1];
    expect(last).toMatchObject({
      do: 'run',
      command: expect.stringContaining('caddy start --config Caddyfile'),
    });
    expect(last).not.toHaveProperty('background');
  });

  it.each([
    'strports.service("tcp:8000:interface=127.0.0.1", site)',
    "internet.TCPServer(8000, site, interface='127.0.0.1')",
    "PORT = 8000\nreactor.listenTCP(PORT, site, interface='127.0.0.1')",
  ])("Twisted's application file: %s", text => {
    const twistd = running(42, ['/usr/bin/python3', '/usr/bin/twistd', '-noy', 'shop.tac']);
    const [edit] = steps(twistd, { configuration: [file('/srv/shop.tac', text)] }) ?? [];
    expect(edit).toMatchObject({ do: 'edit', file: '/srv/shop.tac', replace: '0.0.0.0' });
  });

  it("leaves the other ports of Twisted's application file where they are", () => {
    const text =
      "TCPServer(8089, shell, interface='127.0.0.1')\nTCPServer(\n  8000, site,\n  interface='127.0.0.1')\n";
    const twistd = running(42, ['/usr/bin/python3', '/usr/bin/twistd', '-n', '--python=shop.tac']);
    const made = steps(twistd, { configuration: [file('/srv/shop.tac', text)] }) ?? [];
    const edits = made.flatMap(step => (step.do === 'edit' ? [step] : []));
    expect(edits).toHaveLength(1);
    expect(text.replace(edits[0]!.find, edits[0]!.replace)).toBe(
      "TCPServer(8089, shell, interface='127.0.0.1')\nTCPServer(\n  8000, site,\n  interface='0.0.0.0')\n",
    );
  });

  it('Tomcat', () => {
    const tomcat = running(42, [
      'java',
      '-Dcatalina.base=/var/lib/tomcat10',
      'org.apache.catalina.startup.Bootstrap',
      'start',
    ]);
    const text =
      '<Server port="-1">\n<Connector port="8000" protocol="HTTP/1.1"\n  address="127.0.0.1" />\n<Connector port="8009" address="127.0.0.1" /></Server>';
    const [edit] = steps(tomcat, { configuration: [file('/var/lib/tomcat10/conf/server.xml', text)] }) ?? [];
    expect(edit).toMatchObject({ do: 'edit', replace: expect.stringContaining('address="0.0.0.0"') });
    if (edit?.do === 'edit')
      expect(text.replace(edit.find, edit.replace)).toContain('8009" address="127.0.0.1"');
  });

  it.each([
    [
      ['java', '-jar', 'shop.jar', '--server.port=8000', '--server.address=127.0.0.1'],
      '--server.address=0.0.0.0',
    ],
    [
      ['java', '-Dserver.address=127.0.0.1', '-Dserver.port=8000', '-jar', 'shop.jar'],
      '-Dserver.address=0.0.0.0',
    ],
    [
      ['java', '-Dsolr.jetty.host=127.0.0.1', '-Djava.rmi.server.hostname=127.0.0.1', '-jar', 'start.jar'],
      'java -Dsolr.jetty.host=0.0.0.0 -Djava.rmi.server.hostname=127.0.0.1 -jar start.jar',
    ],
    [['syncthing', 'serve'], 'syncthing serve --gui-address=0.0.0.0:8000'],
    [['/usr/bin/ruby3.1', 'bin/rails', 'server'], 'bin/rails server -b 0.0.0.0'],
    [
      ['python3', '/venv/bin/streamlit', 'run', 'app.py', '--server.address', 'localhost'],
      '--server.address 0.0.0.0',
    ],
    [['python3', '/usr/bin/jupyter-lab', '--ip=127.0.0.1'], '--ip=0.0.0.0'],
    [['node', 'node_modules/.bin/next', 'dev', '-H', '127.0.0.1'], '-H 0.0.0.0'],
    [['node', 'node_modules/.bin/ng', 'serve'], 'ng serve --host 0.0.0.0'],
    [['node', 'node_modules/.bin/webpack', 'serve'], 'webpack serve --host 0.0.0.0'],
    [['mongod', '--bind_ip', '127.0.0.1'], '--bind_ip 0.0.0.0'],
    [['hugo', 'server'], 'hugo server --bind 0.0.0.0'],
    [['/usr/bin/python3', '/venv/bin/chainlit', 'run', 'app.py'], 'chainlit run app.py --host 0.0.0.0'],
    [['/usr/bin/python3', '/venv/bin/chroma', 'run', '--path', 'db'], 'chroma run --path db --host 0.0.0.0'],
    [['/usr/bin/python3', '/venv/bin/granian', 'shop:app'], 'granian shop:app --host 0.0.0.0'],
    [['/usr/bin/python3', '/venv/bin/litestar', 'run', '-p', '8000'], 'litestar run -p 8000 --host 0.0.0.0'],
    [['llama-server', '-m', 'model.gguf', '--port', '8000'], '--port 8000 --host 0.0.0.0'],
    [['/usr/bin/python3', '/venv/bin/marimo', 'edit', '-p', '8000'], 'marimo edit -p 8000 --host 0.0.0.0'],
    [['mdbook', 'serve', '-p', '8000'], 'mdbook serve -p 8000 --hostname 0.0.0.0'],
    [['./meilisearch'], 'meilisearch --http-addr 0.0.0.0:8000'],
    [['./pocketbase', 'serve', '--http=127.0.0.1:8000'], 'pocketbase serve --http=0.0.0.0:8000'],
    [['./pocketbase', 'serve'], 'pocketbase serve --http=0.0.0.0:8000'],
    [['/usr/bin/python3', '/venv/bin/shiny', 'run', 'app.py'], 'shiny run app.py --host 0.0.0.0'],
    [['/usr/bin/python3', '/venv/bin/sphinx-autobuild', 'docs', 'out'], 'docs out --host 0.0.0.0'],
    [['zola', 'serve', '-p', '8000'], 'zola serve -p 8000 --interface 0.0.0.0'],
    [['ssh', '-N', '-L', '8000:db:5432', 'gate'], 'ssh -N -L 0.0.0.0:8000:db:5432 gate'],
    [['ssh', '-fNL8000:db:80', 'gate'], 'ssh -fNL0.0.0.0:8000:db:80 gate'],
    [['ssh', '-D', '127.0.0.1:8000', 'gate'], '-D 0.0.0.0:8000'],
    [['socat', 'TCP-LISTEN:8000,bind=127.0.0.1,fork', 'TCP:db:80'], 'TCP-LISTEN:8000,bind=0.0.0.0,fork'],
    [['kubectl', 'port-forward', 'svc/shop', '8000:80'], '--address 0.0.0.0'],
    [
      ['/opt/shopd', '-http', 'localhost:8000', '-db', '127.0.0.1:5432'],
      '-http 0.0.0.0:8000 -db 127.0.0.1:5432',
    ],
  ])('%j is started with %s', (command, with_) => {
    expect(JSON.stringify(steps(running(42, command)))).toContain(with_);
  });

  it.each([
    ['HOST', 'localhost', 'HOST=0.0.0.0'],
    ['ASPNETCORE_URLS', 'http://localhost:8000', 'ASPNETCORE_URLS=http://0.0.0.0:8000'],
    ['LISTEN_ADDR', '127.0.0.1:8000', 'LISTEN_ADDR=0.0.0.0:8000'],
  ])('a binary with %s=%s is started with %s', (name, value, with_) => {
    const process = running(42, ['/opt/shopd'], { environment: { [name]: value } });
    expect(JSON.stringify(steps(process))).toContain(with_);
  });

  it('Redis is told while it runs', () => {
    const redis = running(42, ['redis-server 127.0.0.1:8000'], { name: 'redis-server' });
    expect(steps(redis)).toEqual([
      {
        do: 'run',
        command:
          'redis-cli -h 127.0.0.1 -p 8000 CONFIG SET bind 0.0.0.0 | grep -qx OK && redis-cli -h 127.0.0.1 -p 8000 CONFIG SET protected-mode no | grep -qx OK && redis-cli -h 127.0.0.1 -p 8000 CONFIG REWRITE',
      },
    ]);
    // The file that is known as its own is written here, and no other's.
    const written = (text: string) =>
      steps(redis, { configuration: [file('/etc/redis/redis.conf', text)] })?.map(each =>
        each.do === 'edit' ? each.replace : each.do,
      );
    expect(written('bind 127.0.0.1\nport 8000\n')).toEqual(['bind 0.0.0.0\nprotected-mode no', 'run']);
    expect(written('bind 127.0.0.1\nport 6380\n')).toEqual(['run']);
  });

  it('Redis with a password is told it from the file that has it', () => {
    const redis = running(42, ['redis-server 127.0.0.1:8000'], { name: 'redis-server' });
    const text = 'bind 127.0.0.1\nport 8000\nrequirepass "a secret"\n';
    const file = { path: '/etc/redis/redis.conf', text, modifiedAt: 0 };
    const [fix] = addressFixes({ ...situationOf(redis), configuration: [file] }, wanted);
    expect(fix?.steps?.map(each => each.do)).toEqual(['edit', 'run']);
    expect(JSON.stringify(fix)).toContain('REDISCLI_AUTH');
    expect(JSON.stringify(fix)).not.toMatch(/a secret|protected-mode/);
  });

  it('Redis with a password that nobody can read here is left to a person', () => {
    const redis = running(42, ['redis-server 127.0.0.1:8000'], { name: 'redis-server' });
    const [fix] = addressFixes({ ...situationOf(redis), locked: true }, wanted);
    expect(fix).toMatchObject({ text: expect.stringContaining('--askpass') });
    expect(fix?.steps).toBeUndefined();
  });

  it('Redis on an address that is gone is told by its file, for nobody reaches it', () => {
    const redis = running(42, ['redis-server 10.0.0.50:8000'], { name: 'redis-server' });
    const lost = { ...situationOf(redis), lost: true };
    const text = 'bind 10.0.0.50\nport 8000\nprotected-mode yes\n';
    const conf = { path: '/etc/redis/redis.conf', text, modifiedAt: 0 };
    const units = [unit({ name: 'redis.service' })];
    expect(addressFixes({ ...lost, configuration: [conf], units }, wanted)[0]?.steps).toEqual([
      { do: 'edit', file: conf.path, find: 'bind 10.0.0.50', replace: 'bind 0.0.0.0\nprotected-mode no' },
      { do: 'edit', file: conf.path, find: 'protected-mode yes', replace: '# protected-mode yes' },
      { do: 'run', command: 'systemctl restart redis.service' },
    ]);
    expect(addressFixes(lost, wanted)[0]).toMatchObject({ text: expect.stringContaining('bind 0.0.0.0') });
    expect(addressFixes(lost, wanted)[0]?.steps).toBeUndefined();
  });

  it('what is not known gets words, and the risk', () => {
    const [fix] = addressFixes(situationOf(running(42, ['/opt/shopd'])), wanted);
    expect(fix).toMatchObject({
      risk: expect.stringContaining('Every machine'),
      text: expect.stringContaining('0.0.0.0'),
    });
    expect(fix?.steps).toBeUndefined();
  });
});

describe('the source of a script', () => {
  it('gets no second address where a call names one that is not to be read', () => {
    const text = 'from flask import Flask\napp = Flask(__name__)\napp.run(port=8000, host=config.HOST)\n';
    const server = running(42, ['python3', 'app.py']);
    expect(steps(server, { configuration: [file('/srv/app.py', text)] })).toBeUndefined();
  });

  it.each([
    [
      'from flask import Flask',
      'def run():\n    subprocess.run(["true"])\n    app.run(port=8000)\nrun()\n',
      'app.run(host=',
    ],
    ['from bottle import run', 'async def run(): pass\n\nrun(port=8000)\n', 'run(host='],
    ['import bottle', 'bottle.run(app, port=8000)\n', 'bottle.run(app, host="0.0.0.0", port='],
    ['from quart import Quart', 'anyio.run(main)\napp.run(\n  port=8000)\n', 'app.run(\n  host='],
  ])('gets the address in the call that starts the server: %s', (first, rest, call) => {
    const configuration = [file('/srv/app.py', `${first}\n${rest}`)];
    const [edit] = steps(running(42, ['python3', 'app.py']), { configuration }) ?? [];
    expect(edit).toMatchObject({ do: 'edit', replace: expect.stringContaining(call) });
    expect(edit).not.toMatchObject({ find: expect.stringMatching(/def|subprocess|anyio/) });
  });

  const python = (text: string, port = 8000) => {
    const process = running(42, ['python3', 'server.py']);
    const configuration = [file('/srv/server.py', text)];
    return addressFixes(situationOf(process, { configuration, listener: listener('127.0.0.1', port) }), {
      ...wanted,
      port,
    })[0];
  };
  it('is changed at the line that listens, not at a client’s', () => {
    const text = 'db = connect("127.0.0.1", 5432)\ns.bind(("127.0.0.1", 8000))\n';
    const [edit] = python(text)?.steps ?? [];
    expect(edit).toMatchObject({ do: 'edit' });
    if (edit?.do === 'edit')
      expect(text.replace(edit.find, edit.replace)).toBe(
        text.replace('bind(("127.0.0.1"', 'bind(("0.0.0.0"'),
      );
  });
  it.each([
    ['p.add_argument("--listen", default="127.0.0.1:8000")\n', '--listen 0.0.0.0:8000'],
    ['p.add_argument("--listen", default="127.0.0.1")\n', '--listen 0.0.0.0 '],
    ['serve(os.environ.get("LISTEN", "tcp:127.0.0.1:8000"))\n', 'LISTEN=tcp:0.0.0.0:8000 '],
  ])('is given what stands in its place, with the port where that has one: %s', (text, with_) => {
    expect(python(text)?.steps?.at(-1)).toMatchObject({ command: expect.stringContaining(with_) });
  });
  it('is left alone where two lines may be meant', () => {
    expect(python('a.listen("127.0.0.1")\nb.listen("127.0.0.1")\n')?.steps).toBeUndefined();
  });
  it('is left alone where only a comment says so', () => {
    expect(python('# s.bind(("127.0.0.1", 8000))\n')?.steps).toBeUndefined();
  });
});
