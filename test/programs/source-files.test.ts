import { expect, it } from 'vitest';
import { candidateOf } from '../../src/programs/identify.js';
import { decidingSettings } from '../../src/programs/sources/django-settings.js';
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

it.each([
  ['import uvicorn, settings', '/srv/shop/settings.py'],
  ['import settings as s', '/srv/shop/settings.py'],
  ['from core.config import settings', '/srv/shop/core/config.py'],
  ['from core import (config, other)', '/srv/shop/core/config.py'],
  ['from package import create', '/srv/shop/package/__init__.py'],
  ['from .core import config', '/srv/shop/core/config.py'],
])('follows what Python imports: %s', (line, path) => {
  const process = running(42, ['python3', 'shop/main.py']);
  const door = doorOn({ '/srv/shop/main.py': `${line}\n`, [path]: '' });
  expect(sourceFiles(candidateOf(process, [process]), door)).toContain(path);
});

it('follows what a module imports from where Python looks first, and by dots from where it is', () => {
  const process = running(42, ['python3', '-m', 'shop.main']);
  const door = doorOn({
    '/srv/shop/main.py': 'from shop.web.server import run\n',
    '/srv/shop/web/server.py': 'from ..config import HOST\nfrom shop.ports import PORT\n',
    '/srv/shop/config.py': '',
    '/srv/shop/ports.py': '',
  });
  expect(sourceFiles(candidateOf(process, [process]), door)).toEqual([
    '/srv/shop/main.py',
    '/srv/shop/web/server.py',
    '/srv/shop/config.py',
    '/srv/shop/ports.py',
  ]);
});

it('takes a module from the folder of the script where the directory has one of that name too', () => {
  const process = running(42, ['python3', 'shop/main.py']);
  const door = doorOn({
    '/srv/shop/main.py': 'import config\n',
    '/srv/shop/config.py': '',
    '/srv/config.py': '',
  });
  const expected = ['/srv/shop/main.py', '/srv/shop/config.py'];
  expect(sourceFiles(candidateOf(process, [process]), door)).toEqual(expected);
});

it.each([' ', '.'])('is not held up by an import that is nothing but "%s"', endless => {
  const text = `from ${endless.repeat(200_000)}`;
  const process = running(42, ['python3', 'main.py']);
  const found = sourceFiles(candidateOf(process, [process]), doorOn({ '/srv/main.py': text }));
  expect(found).toEqual(['/srv/main.py']);
  expect(decidingSettings([{ path: '/srv/settings.py', text, modifiedAt: 0 }])).toEqual([]);
});

it('knows the script of PM2 whose title is cut off', () => {
  const environment = { pm_exec_path: '/srv/server.js' };
  const process = running(42, ['node /srv/serv'], { environment });
  expect(sourceFiles(candidateOf(process, [process]), doorOn(files))).toEqual(['/srv/server.js']);
});
