import { expect, it } from 'vitest';
import { projectFor } from '../../../src/facts/subject/project.js';
import { realSystem } from '../../../src/system/real.js';

/** The project of a folder with these files, for a port. */
function found(files: Readonly<Record<string, string>>, port: number) {
  const read = (path: string) => {
    const text = files[path.replace('/srv/shop/', '')];
    if (text === undefined) throw new Error(path);
    return text;
  };
  const status = (path: string) => {
    read(path);
    return { uid: 0 } as ReturnType<typeof realSystem.status>;
  };
  return projectFor({ ...realSystem, directory: '/srv/shop', read, status }, port)?.command;
}

const scripts = (of: Readonly<Record<string, unknown>>) => ({
  'package.json': JSON.stringify({ scripts: of }),
});

it.each([
  ['by custom', scripts({ build: 'vite build', dev: 'vite' }), 5173, 'npm run dev'],
  ['told by an option', scripts({ start: 'next start -p 4000' }), 4000, 'npm run start'],
  ['told by a variable', scripts({ dev: 'cross-env PORT=3001 node server.js' }), 3001, 'npm run dev'],
  ['behind another command', scripts({ dev: 'tsc && next dev' }), 3000, 'npm run dev'],
  ['of the package manager', { ...scripts({ dev: 'vite' }), 'pnpm-lock.yaml': '' }, 5173, 'pnpm run dev'],
  [
    'of its source, as Express writes it',
    {
      ...scripts({ start: 'node ./bin/www' }),
      'bin/www': "#!/usr/bin/env node\nvar port = normalizePort(process.env.PORT || '3000');\n",
    },
    3000,
    'npm run start',
  ],
  ['of Django', { 'manage.py': '' }, 8000, 'python3 manage.py runserver'],
  ['of Rails', { 'bin/rails': '' }, 3000, 'bin/rails server'],
] as const)('a port %s', (_, files, port, command) => expect(found(files, port)).toBe(command));

it.each([
  ['another port', scripts({ dev: 'vite --port 3000' }), 5173],
  ['a source of another port', { ...scripts({ start: 'node a.js' }), 'a.js': 'app.listen(3000)' }, 8000],
  ['a source that is not there', scripts({ start: 'node a.js' }), 3000],
  ['a script that builds', scripts({ build: 'vite' }), 5173],
  ['a script that is no text', scripts({ dev: 5 }), 5173],
  ['scripts that are none', { 'package.json': '{"scripts":5}' }, 5173],
  ['null', { 'package.json': 'null' }, 5173],
  ['no JSON', { 'package.json': '{"scripts":' }, 5173],
  ['no files', {}, 8000],
] as const)('is nothing for %s', (_, files, port) => expect(found(files, port)).toBeUndefined());
