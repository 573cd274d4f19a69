import { expect, it } from 'vitest';
import { dotenvFile } from '../../src/programs/fixes/dotenv.js';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { candidateOf } from '../../src/programs/identify.js';
import { listener, running } from '../support/healthy.js';
import { situationOf } from './situation.js';

const wanted = { address: '0.0.0.0', port: 8000 };
const app = running(42, ['node', 'app.js'], { directory: '/srv' });
const source = {
  path: '/srv/app.js',
  text: "require('dotenv').config(); listen(PORT, process.env.HOST)",
  modifiedAt: 0,
};
const dotenv = (text: string) => ({ path: '/srv/.env', text, modifiedAt: 0 });
const fixed = (text: string, script = source) =>
  addressFixes(
    situationOf(app, { listener: listener('127.0.0.1', 8000), configuration: [script, dotenv(text)] }),
    wanted,
  )[0];

it('changes the line of .env that says where to listen', () => {
  expect(fixed('DB_HOST=127.0.0.1\nHOST="127.0.0.1"\nPORT=8000\n')?.steps?.[0]).toEqual({
    do: 'edit',
    file: '/srv/.env',
    find: 'HOST="127.0.0.1"',
    replace: 'HOST="0.0.0.0"',
  });
});

it('changes the .env beside a script that a unit without a directory runs, where Python looks there', () => {
  const started = (language: 'python3' | 'node', path: string, text: string) =>
    addressFixes(
      situationOf(running(42, [language, path], { directory: '/' }), {
        listener: listener('127.0.0.1', 8000),
        configuration: [{ path, text, modifiedAt: 0 }, dotenv('HOST=127.0.0.1\n')],
      }),
      wanted,
    )[0]?.steps?.[0];
  const loads = 'from dotenv import load_dotenv; load_dotenv(); serve(os.environ["HOST"], 8000)';
  expect(started('python3', '/srv/app.py', loads)).toMatchObject({ do: 'edit', file: '/srv/.env' });
  expect(started('node', '/srv/app.js', source.text)).toBeUndefined();
});

it('reads the .env beside a script where its directory has none', () => {
  const of = (...paths: readonly string[]) => {
    const started = running(42, ['node', 'shop/app.js'], { directory: '/srv' });
    const read = (path: string) => (paths.includes(path) ? 'PORT=80' : undefined);
    return dotenvFile(candidateOf(started, [started]), { read, list: () => [], modifiedAt: () => 0 })?.path;
  };
  expect(of('/srv/shop/.env')).toBe('/srv/shop/.env');
  expect(of('/srv/shop/.env', '/srv/.env')).toBe('/srv/.env');
  expect(of('/opt/.env')).toBeUndefined();
});

it('leaves a file alone that nothing loads, and one that says it twice', () => {
  const text = 'HOST=127.0.0.1\n';
  expect(fixed(text, { ...source, text: 'listen(8000)' })?.steps?.[0]).toBeUndefined();
  expect(fixed('HOST=127.0.0.1\nBIND=127.0.0.1\n')?.steps?.[0]).toBeUndefined();
});

it('reads no values that may be secrets', () => {
  const door = {
    read: () =>
      'HOST=127.0.0.1\nAPI_KEY=abc\nDATABASE_URL=postgres://u:p@127.0.0.1/x\nexport PORT=80\n# note=1',
    list: () => [],
    modifiedAt: () => 0,
  };
  expect(dotenvFile(candidateOf(app, [app]), door)?.text).toBe(
    'HOST=127.0.0.1\nAPI_KEY=\nDATABASE_URL=\nexport PORT=80\n# note=',
  );
});
