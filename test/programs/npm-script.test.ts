import { describe, expect, it } from 'vitest';
import type { Process } from '../../src/facts/processes/types.js';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { asTyped } from '../../src/programs/runner.js';
import { commandInScript, packageFile } from '../../src/programs/sources/npm-script.js';
import { running } from '../support/healthy.js';
import { file, situationOf } from './situation.js';

const wanted = { address: '0.0.0.0', port: 5173 };

/** npm, its shell and the server, started by the script `dev`. */
function started(script: string, command: string[], extra = '') {
  const environment = {
    npm_lifecycle_event: 'dev',
    npm_lifecycle_script: script,
    npm_package_json: '/srv/package.json',
  };
  const npm = running(41, ['npm run dev'], { executable: '/usr/bin/node' });
  const shell = running(42, ['sh', '-c', script], { parent: 41 });
  const server = running(43, command, { parent: 42, executable: '/usr/bin/node', environment });
  const text = `{ "name": "shop",${extra} "scripts": { "build": "vite build", "dev": ${JSON.stringify(script)} } }\n`;
  return situationOf(server, {
    processes: [npm, shell, server],
    configuration: [{ path: '/srv/package.json', text, modifiedAt: 0 }],
  });
}

const stepsOf = (...words: Parameters<typeof started>) => addressFixes(started(...words), wanted)[0]?.steps;

describe('a server that a script of package.json starts', () => {
  it('has the option changed where the script holds it, and the script started again as it was', () => {
    const steps = stepsOf('vite --host 127.0.0.1 --port 5173', [
      'node',
      '/srv/node_modules/.bin/vite',
      '--host',
      '127.0.0.1',
      '--port',
      '5173',
    ]);
    expect(steps?.[0]).toEqual({
      do: 'edit',
      file: '/srv/package.json',
      find: '--host 127.0.0.1 --port 5173',
      replace: '--host 0.0.0.0 --port 5173',
    });
    expect(steps?.at(-1)).toMatchObject({
      do: 'run',
      command: expect.stringMatching(/^nohup npm run dev >>/),
    });
  });

  it('is read out of the script where a title hides the command line', () => {
    const steps = stepsOf('http-server -a 127.0.0.1 -p 5173 -c-1', ['http-server']);
    expect(steps?.[0]).toMatchObject({
      find: '-a 127.0.0.1 -p 5173 -c-1',
      replace: '-a 0.0.0.0 -p 5173 -c-1',
    });
  });

  it('gets an added option through npm', () => {
    expect(stepsOf('webpack serve', ['webpack'])?.at(-1)).toMatchObject({
      command: expect.stringContaining('npm run dev -- --host 0.0.0.0 >>'),
    });
  });

  it('is changed in that script alone, whatever else the file holds', () => {
    const steps = stepsOf(
      'vite --host 127.0.0.1',
      ['node', '/srv/node_modules/.bin/vite', '--host', '127.0.0.1'],
      ' "old": { "dev": "vite --host 127.0.0.1" },',
    );
    expect(steps?.[0]).toMatchObject({
      find: expect.stringMatching(/"scripts"[\s\S]*--host 127\.0\.0\.1/),
      replace: expect.stringMatching(
        /"old": \{ "dev": "vite --host 127\.0\.0\.1" \}[\s\S]*"dev": "vite --host 0\.0\.0\.0"/,
      ),
    });
  });
});

describe('a server that another command hands its arguments to', () => {
  const vite = (parent: number) =>
    running(43, ['node', '/srv/node_modules/.bin/vite', '--host', '127.0.0.1'], { parent });

  it.each([
    [['npx', 'vite', '--host', '127.0.0.1'], 'npx vite --host 0.0.0.0'],
    [['nodemon', '--exec', 'vite --host 127.0.0.1'], "nodemon --exec 'vite --host 0.0.0.0'"],
  ])('%j', (words, line) => {
    const runner = running(41, words);
    const server = vite(41);
    const fix = addressFixes(situationOf(server, { processes: [runner, server] }), wanted)[0];
    expect(fix?.steps?.at(-1)).toMatchObject({ command: expect.stringContaining(`${line} >>`) });
  });
});

it.each([
  ['npm run dev', 'npm run dev'],
  ['npm run dev --host x', 'npm run dev -- --host x'],
  ['npm start --port 1', 'npm start -- --port 1'],
  ['npm exec vite', 'npm exec -- vite'],
  ['npm exec vite --host x', 'npm exec -- vite --host x'],
  ['npm install', 'npm install'],
  ['yarn dev --host x', 'yarn dev --host x'],
])('types %s again as %s', (title, typed) => expect(asTyped(title.split(' ')).join(' ')).toBe(typed));

it('takes no words that the shell would change', () => {
  const titled = (script: string) =>
    running(43, ['vite'], { executable: '/usr/bin/node', environment: { npm_lifecycle_script: script } });
  expect(commandInScript(titled('tsc && PORT=1 vite --host x'), [])).toEqual(['vite', '--host', 'x']);
  expect(commandInScript(titled('vite --host "$HOST"'), [])).toBeUndefined();
  expect(commandInScript(titled('webpack serve'), [])).toBeUndefined();
});

it('takes the arguments that npm has added from the shell that it started', () => {
  const below = (script: string, line: string) => {
    const environment = { npm_lifecycle_script: script };
    const server = running(43, ['http-server'], { parent: 42, executable: '/usr/bin/node', environment });
    return commandInScript(server, [running(42, ['sh', '-c', line]), server]);
  };
  const command = ['http-server', '-a', '127.0.0.1', '.'];
  expect(below("'http-server'", "'http-server' -a 127.0.0.1 .")).toEqual(command);
  expect(below('http-server -a 127.0.0.1', 'http-server -a 127.0.0.1 .')).toEqual(command);
  expect(below('http-server', "http-server 'my pages'")).toBeUndefined();
  expect(below('http-server', 'sleep 1')).toEqual(['http-server']);
});

it('starts http-server again as npx did', () => {
  const environment = {
    npm_lifecycle_event: 'npx',
    npm_lifecycle_script: "'http-server'",
    _: '/usr/bin/npx',
  };
  const npm = running(41, ['npm exec http-server -a 127.0.0.1 .'], { executable: '/usr/bin/node' });
  const shell = running(42, ['sh', '-c', "'http-server' -a 127.0.0.1 ."], { parent: 41 });
  const server = running(43, ['http-server'], { parent: 42, executable: '/usr/bin/node', environment });
  const [fix] = addressFixes(situationOf(server, { processes: [npm, shell, server] }), wanted);
  expect(fix?.steps?.at(-1)).toMatchObject({
    command: expect.stringContaining('npm exec -- http-server -a 0.0.0.0 .'),
  });
});

it('knows where the script was written', () => {
  expect(packageFile(running(1, ['x'], { environment: { npm_package_json: '/a/package.json' } }))).toBe(
    '/a/package.json',
  );
  expect(
    packageFile(running(1, ['x'], { directory: '/b', environment: { npm_lifecycle_event: 'dev' } })),
  ).toBe('/b/package.json');
  expect(packageFile(running(1, ['x']))).toBeNull();
});

describe('a variable that a script of package.json sets', () => {
  const withHost = (script: string) => {
    const situation = started(script, ['node', 'app.js']);
    const processes = situation.processes.map(each =>
      each.pid === 43 ? { ...each, environment: { ...each.environment, HOST: '127.0.0.1' } } : each,
    );
    return addressFixes({ ...situation, process: processes.at(-1)!, processes }, wanted)[0];
  };

  it('is set anew in the script, which would overwrite what npm is given', () => {
    expect(withHost('HOST=127.0.0.1 node app.js')?.steps).toMatchObject([
      { do: 'edit', file: '/srv/package.json', find: 'HOST=127.0.0.1', replace: 'HOST=0.0.0.0' },
      { do: 'stop', pid: 41 },
      { do: 'stop', pid: 42 },
      { do: 'stop', pid: 43 },
      { do: 'run', command: expect.stringMatching(/^nohup npm run dev/) },
    ]);
  });

  it('is for a person where the script makes it of something else', () => {
    expect(withHost('HOST=$(cat host) node app.js')?.steps).toBeUndefined();
  });

  it('is set anew there where cross-env sets it', () => {
    const script = 'cross-env HOST=127.0.0.1 node app.js';
    const situation = started(script, ['node', 'app.js']);
    const [npm, shell, app] = situation.processes as [Process, Process, Process];
    const setter = {
      ...shell,
      command: ['node', '/srv/node_modules/.bin/cross-env', 'HOST=127.0.0.1', 'node', 'app.js'],
    };
    const server = { ...app, environment: { ...app.environment, HOST: '127.0.0.1' } };
    const processes = [npm, setter, server];
    expect(addressFixes({ ...situation, process: server, processes }, wanted)[0]?.steps).toMatchObject([
      { do: 'edit', file: '/srv/package.json', replace: expect.stringContaining('HOST=0.0.0.0') },
      { do: 'stop', pid: 41 },
      { do: 'stop', pid: 42 },
      { do: 'stop', pid: 43 },
      { do: 'run', command: expect.stringMatching(/^nohup npm run dev/) },
    ]);
  });

  it('is given to a watcher within the script, which the script is not run again for', () => {
    const script = 'HOST=127.0.0.1 own-wrapper nodemon app.js';
    const situation = started(script, ['node', 'app.js']);
    const [npm, shell, app] = situation.processes as [Process, Process, Process];
    const environment = { ...app.environment, HOST: '127.0.0.1' };
    const wrapper = { ...shell, pid: 50, command: ['own-wrapper', 'nodemon', 'app.js'] };
    const watcher = { ...shell, parent: 50, command: ['node', '/usr/bin/nodemon', 'app.js'], environment };
    const server = { ...app, environment };
    const processes = [npm, wrapper, watcher, server];
    const steps = addressFixes({ ...situation, process: server, processes }, wanted)[0]?.steps;
    expect(steps?.map(step => step.do)).toEqual(['stop', 'stop', 'run']);
    expect(steps?.at(-1)).toMatchObject({
      command: expect.stringMatching(/HOST=0\.0\.0\.0 .*nodemon app\.js/),
    });
  });

  it.each([
    ['nodemon.json', '{ "env": { "PORT": "3000", "HOST": "127.0.0.1" } }'],
    ['package.json', '{ "nodemonConfig": { "env": { "HOST": "127.0.0.1" } } }'],
  ])('is set anew in %s, by which nodemon overwrites it', (name, text) => {
    const watcher = running(41, ['node', '/usr/bin/nodemon', 'app.js']);
    const server = running(43, ['node', 'app.js'], { parent: 41, environment: { HOST: '127.0.0.1' } });
    const own = file(`/srv/${name}`, text);
    const situation = situationOf(server, { processes: [watcher, server], configuration: [own] });
    const [fix, ...more] = addressFixes(situation, wanted);
    expect(fix?.steps?.[0]).toEqual({
      do: 'edit',
      file: own.path,
      find: '"HOST": "127.0.0.1"',
      replace: '"HOST": "0.0.0.0"',
    });
    expect(fix?.steps?.at(-1)).toMatchObject({
      command: expect.not.stringContaining('HOST='),
    });
    expect(name === 'nodemon.json' ? more : []).toEqual([]);
  });

  it('is given to npm where the script does not set it', () => {
    expect(withHost('node app.js')?.steps?.at(-1)).toMatchObject({
      command: expect.stringContaining('HOST=0.0.0.0 nohup npm run dev'),
    });
  });
});
