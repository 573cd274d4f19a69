import { describe, expect, it } from 'vitest';
import type { Process } from '../../src/facts/processes/types.js';
import { addressFixes, restartFix } from '../../src/programs/fixes/fixes.js';
import { ownUnit } from '../../src/programs/supervision/own-unit.js';
import { respawnerOf } from '../../src/programs/supervision/respawn.js';
import { survivalFixes } from '../../src/programs/supervision/survive.js';
import { running, shell, typedThere } from '../support/healthy.js';
import { file, machine, situationOf } from './situation.js';

const wanted = { address: '0.0.0.0', port: 8000 };
const command = ['python3', '-m', 'http.server', '8000', '--bind', '127.0.0.1'];
const below = (parent: Process, more: Partial<Process> = {}) => {
  const server = running(42, command, { parent: parent.pid, ...more });
  return [server, [parent, server]] as const;
};
const startsAgain = (words: readonly string[], path?: string, text = '') => {
  const [server, processes] = below(running(41, words));
  return respawnerOf(server, processes, path ? [file(path, text)] : [])?.process.pid === 41;
};

describe('whoever starts a server again as soon as it ends', () => {
  it.each([
    ['/srv/keep.py', 'while True:\n    subprocess.call(["python3", "-m", "http.server"])\n'],
    ['/srv/keep.rb', 'loop do\n  system("python3 -m http.server 8000")\nend\n'],
    ['/srv/keep.pl', 'while (1) { system("python3 -m http.server 8000"); }\n'],
    ['/srv/keep.php', '<?php while (true) { passthru("python3 -m http.server 8000"); }\n'],
    ['/srv/keep.js', 'function go() { spawn("python3").on("exit", go); }\ngo();\n'],
    ['/srv/keep.mjs', 'child.on("close", () => setTimeout(start, 1000));\n'],
    ['/srv/keep.cjs', 'cluster.on("exit", (worker, code) => {\n  if (code) cluster.fork();\n});\n'],
    ['/srv/keep.sh', 'while :; do python3 -m http.server 8000; done\n'],
  ])('is found by its script %s', (path, text) => {
    const language = { py: 'python3', rb: 'ruby', pl: 'perl', php: 'php', sh: 'bash' }[path.split('.')[1]!];
    expect(startsAgain([language ?? 'node', path], path, text)).toBe(true);
  });

  it.each([
    ['perl', '-e', 'while(1){ system("python3 -m http.server 8000") }'],
    ['xargs', '-I{}', ...command],
    ['watch', ...command],
    ['node', '/usr/lib/node_modules/forever/bin/monitor', 'app.js'],
  ])('is found by its command: %s %s', (...words) => {
    expect(startsAgain(words)).toBe(true);
  });

  it.each([
    ['/srv/run.py', 'sys.exit(subprocess.run(sys.argv[1:]).returncode)\n'],
    ['/srv/run.py', 'child = subprocess.Popen(server)\nwhile True:\n    time.sleep(1)\nchild.wait()\n'],
    ['/srv/run.js', 'spawn("python3").on("exit", code => process.exit(code));\n'],
    [
      '/srv/run.js',
      'cluster.on("exit", (worker, code, signal) => console.log(worker.id));\nhttp.createServer((q, r) => r.end()).listen(8000);\n',
    ],
    ['/srv/run.js', 'process.on("exit", () => child.kill());\nstart(options, words);\n'],
    ['/srv/run.sh', 'while :; do case $1 in -x) shift ;; *) break ;; esac; done\npython3 -m http.server\n'],
  ])('is none that only waits for it: %s %s', (path, text) => {
    expect(
      startsAgain([{ py: 'python3', js: 'node', sh: 'sh' }[path.split('.')[1]!]!, path], path, text),
    ).toBe(false);
  });

  it('is no shell whose start file has loops of its own', () => {
    const words = ['/bin/bash', '--init-file', '/usr/share/code/shell.sh'];
    const text = 'while true; do "$@"; done\n';
    expect(startsAgain(words, '/usr/share/code/shell.sh', text)).toBe(false);
  });

  it('is a shell in whose loop it runs, and none that has it as a job of before', () => {
    const looping: Process = { ...shell, loops: true };
    const [inFront, first] = below(looping, { ...typedThere, foregroundGroup: 42 });
    expect(respawnerOf(inFront, first, [])?.process.pid).toBe(10);
    const [job, second] = below(looping, { ...typedThere, foregroundGroup: 50 });
    expect(respawnerOf(job, second, [])).toBeUndefined();
  });
});

describe('the restart of what is started again', () => {
  const script = file('/srv/keep.py', 'while True:\n    subprocess.call(server)\n');
  const [server, processes] = below(running(41, ['python3', '/srv/keep.py']));
  const situation = situationOf(server, { processes, configuration: [script] });

  it('is its end, where its command stays', () => {
    expect(restartFix(situation).steps).toEqual([{ do: 'stop', pid: 42 }]);
  });

  it('is no way to let it outlive its terminal', () => {
    const job = { kind: 'job', says: '', why: '', output: null, terminal: 'pts/1', holder: null } as const;
    const nothing = { survivesLogout: false, survivesReboot: false, restartsAfterCrash: true };
    expect(survivalFixes(situation, { ...job, ...nothing }).map(({ title }) => title)).toEqual([
      'Let it stay without a restart',
      'Make it a service',
    ]);
  });

  it('is the end of the loop too, where a service is to take its place', () =>
    expect(ownUnit(situation).text).toContain('\n  kill 41 42; '));

  it('is told to root, who alone sees where it was started', () => {
    const process = { ...situation.process, directory: null };
    const machine = { ...situation.machine, uid: 1000 };
    expect(ownUnit({ ...situation, process, machine }).text).toMatch(/only be seen as root: sudo netcheck/);
  });

  it('has no steps where its command changes, for the old one would come back', () => {
    const [fix] = addressFixes(situation, wanted);
    expect(fix?.steps).toBeUndefined();
    expect(fix?.text).toContain('python3 (pid 41) starts it again as soon as it ends. End that first');
    expect(fix?.text).toContain('/srv/keep.py');
    expect(fix?.text).toContain('\n  python3 -m http.server 8000 --bind 0.0.0.0');
  });

  it('is told to the person who typed the loop', () => {
    const [typed, all] = below({ ...shell, loops: true }, { ...typedThere, foregroundGroup: 42 });
    expect(addressFixes(situationOf(typed, { processes: all }), wanted)[0]?.text).toMatch(
      /^A loop that was typed on pts\/1 .*\n {2}python3 -m http\.server 8000 --bind 0\.0\.0\.0$/,
    );
  });

  it.each([
    ['#!/bin/sh\nADDRESS=127.0.0.1\nuntil python3 -m http.server 8000 --bind $ADDRESS; do :; done\n'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own
    ['while :; do python3 -m http.server 8000 --bind ${HOST:-127.0.0.1}; done\n'],
  ])('changes the variable of the script: %j', text => {
    const [own, all] = below(running(41, ['sh', '/srv/run.sh']));
    const found = situationOf(own, { processes: all, configuration: [file('/srv/run.sh', text)] });
    expect(addressFixes(found, wanted)[0]?.steps?.slice(0, 3)).toEqual([
      { do: 'edit', file: '/srv/run.sh', find: '127.0.0.1', replace: '0.0.0.0' },
      { do: 'stop', pid: 41 },
      { do: 'stop', pid: 42 },
    ]);
  });

  it.each([
    ['export HOST=127.0.0.1\nwhile :; do node app.js; done\n', 'HOST=127.0.0.1', 'HOST=0.0.0.0'],
    ['HOST="127.0.0.1" PORT=8000\nwhile :; do node app.js; done\n', 'HOST="127.0.0.1', 'HOST="0.0.0.0'],
  ])('sets anew what the script hands to the server: %j', (text, find, replace) => {
    const own = running(42, ['node', 'app.js'], { parent: 41, environment: { HOST: '127.0.0.1' } });
    const all = [running(41, ['sh', '/srv/run.sh']), own];
    const found = (script: string) =>
      addressFixes(
        situationOf(own, { processes: all, configuration: [file('/srv/run.sh', script)] }),
        wanted,
      )[0];
    expect(found(text)?.steps?.[0]).toEqual({ do: 'edit', file: '/srv/run.sh', find, replace });
    expect(found('export HOST=$1\nwhile :; do node app.js; done\n')?.steps).toBeUndefined();
    expect(found(`# HOST=1.2.3.4\n${text}`)?.steps?.[0]).toMatchObject({ find, replace });
    const handed = found('# HOST=127.0.0.1\nwhile :; do node app.js; done\n')?.steps?.at(-1);
    expect(handed).toMatchObject({ command: expect.stringMatching(/^HOST=0\.0\.0\.0 nohup sh /) });
  });

  it.each(['until /srv/start.sh; do sleep 1; done\n', 'while ./start.sh; do :; done\n'])(
    'changes what a script starts in the loop of another: %j',
    text => {
      const own = running(42, command, { parent: 41 });
      const all = [
        running(40, ['sh', '/srv/run.sh']),
        running(41, ['sh', '/srv/start.sh'], { parent: 40 }),
        own,
      ];
      const configuration = [file('/srv/run.sh', text), file('/srv/start.sh', `${command.join(' ')}\n`)];
      const fix = addressFixes(situationOf(own, { processes: all, configuration }), wanted)[0];
      expect(fix?.steps?.slice(0, 3)).toMatchObject([
        { do: 'edit', file: '/srv/start.sh' },
        { do: 'stop', pid: 40 },
        { do: 'stop', pid: 42 },
      ]);
      expect(fix?.steps?.at(-1)).toMatchObject({ command: expect.stringContaining('sh /srv/run.sh') });
      expect(respawnerOf(own, all, configuration)?.process.pid).toBe(40);
    },
  );

  it('changes the address in a script whose line goes on, behind the option that it follows', () => {
    const keeper = running(41, ['bash', '/srv/loop.sh']);
    const [server, processes] = below(keeper);
    const stepsFor = (line: string) => {
      const text = `while :; do\n  python3 -m http.server 8000 ${line}\ndone\n`;
      const configuration = [file('/srv/loop.sh', text)];
      return addressFixes(situationOf(server, { processes, configuration }), wanted)[0]?.steps;
    };
    const edited = { do: 'edit', file: '/srv/loop.sh', find: '127.0.0.1', replace: '0.0.0.0' };
    expect(stepsFor('\\\n    --bind 127.0.0.1')?.[0]).toEqual(edited);
    expect(stepsFor('\\\n    --directory 127.0.0.1 $*')).toBeUndefined();
  });

  it('changes no variable of the script that is for something else', () => {
    const text = 'DB_HOST=127.0.0.1\nwhile :; do python3 -m http.server 8000 --bind "$1"; done\n';
    const [own, all] = below(running(41, ['sh', '/srv/run.sh']));
    const found = situationOf(own, { processes: all, configuration: [file('/srv/run.sh', text)] });
    expect(addressFixes(found, wanted)[0]?.steps).toBeUndefined();
  });

  it('is done by root alone where the loop is root’s', () => {
    const loop = file('/srv/run.sh', `while :; do sudo -u ana ${command.join(' ')}; done\n`);
    const [own, all] = below(running(41, ['sh', '/srv/run.sh'], { uid: 0, user: 'root' }));
    const asked = (uid: number) =>
      addressFixes(
        situationOf(own, { processes: all, configuration: [loop], machine: { ...machine, uid } }),
        wanted,
      )[0]?.steps?.map(step => step.do);
    expect(asked(0)).toEqual(['edit', 'stop', 'stop', 'run']);
    expect(asked(1000)).toBeUndefined();
  });
});
