import { expect, it } from 'vitest';
import { candidateOf } from '../../src/programs/identify.js';
import { sourceFiles } from '../../src/programs/sources/source-files.js';
import { running } from '../support/healthy.js';
import { doorOn, type Files } from './follow.js';

const files: Files = {
  '/srv/index.ts': '',
  '/srv/server.js': '',
  '/srv/web/package.json': '{ "main": "lib/start" }',
  '/srv/web/lib/start.js': '',
  '/srv/plain/index.js': '',
  '/srv/setup.ts': '',
};

it.each([
  ['bun run index.ts', '/srv/index.ts'],
  ['bun --preload=./first.ts index.ts', '/srv/index.ts'],
  ['bun --hot index.ts', '/srv/index.ts'],
  ['bun --preload ./setup.ts run ./index.ts --port 1', '/srv/index.ts'],
  ['deno run --allow-net --config deno.json index.ts', '/srv/index.ts'],
  ['deno serve --port 80 index.ts', '/srv/index.ts'],
  ['node /srv/node_modules/.bin/ts-node -T index.ts', '/srv/index.ts'],
  ['node server', '/srv/server.js'],
  ['node web', '/srv/web/lib/start.js'],
  ['node plain/.', '/srv/plain/index.js'],
  ['bun run dev', undefined],
  ['node nothing', undefined],
])('finds the source of %s', (command, path) => {
  const process = running(42, command.split(' '));
  expect(sourceFiles(candidateOf(process, [process]), doorOn(files))[0]).toBe(path);
});

it('follows an import to the TypeScript file that it means', () => {
  const process = running(42, ['bun', 'run', 'app/main.ts']);
  const door = doorOn({
    '/srv/app/main.ts': "import { HOST } from './config.js';",
    '/srv/app/config.ts': '',
  });
  expect(sourceFiles(candidateOf(process, [process]), door)).toContain('/srv/app/config.ts');
});

it('follows every module that one line of Python imports', () => {
  const process = running(42, ['python3', 'app.py']);
  const door = doorOn({ '/srv/app.py': 'import json, settings as own', '/srv/settings.py': '' });
  expect(sourceFiles(candidateOf(process, [process]), door)).toContain('/srv/settings.py');
});
