import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Application, Connection } from '../../src/serve/http/application.js';
import { requestFrom } from '../../src/serve/http/request.js';

const connection: Connection = {
  remote: { address: '192.0.2.1', port: 4321 },
  local: { address: '192.0.2.2', port: 8000 },
  httpVersion: '1.1',
  tls: null,
};

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Runs an application without a socket: the request target reaches it exactly as it is written here. */
export const ask = async (application: Application, target: string, asked: Asked = {}): Promise<Response> => {
  const headers = { host: 'localhost', ...asked.headers };
  return application(
    requestFrom({
      method: asked.method ?? 'GET',
      target,
      rawHeaders: Object.entries(headers).flat(),
      headers,
      secure: false,
      content: () => (asked.body === undefined ? undefined : Buffer.from(asked.body)),
      connection: () => connection,
      signal: () => new AbortController().signal,
    }),
  );
};

/** 26 different bytes, the alphabet: what a range must give can be read off. */
export const alphabet = 'abcdefghijklmnopqrstuvwxyz';
/** Marks every file outside the served directory; no answer may ever have it. */
export const secret = 'OUTSIDE-THE-DIRECTORY';

const modified = new Date('2024-03-05T06:07:08.000Z');

/** A directory to serve, with everything around it that must not get out. */
export const makeSite = (): { directory: string; outside: string; remove(): void } => {
  const base = mkdtempSync(join(tmpdir(), 'netcheck-serve-'));
  const directory = join(base, 'www');
  const outside = join(base, 'private');
  for (const path of [
    directory,
    outside,
    join(directory, 'sub'),
    join(directory, 'empty'),
    join(directory, '.git'),
  ])
    mkdirSync(path);
  const put = (path: string, content: string | Uint8Array): void => {
    writeFileSync(path, content);
    utimesSync(path, modified, modified);
  };
  put(join(outside, 'secret.txt'), secret);
  put(join(base, 'secret.txt'), secret);
  put(join(base, 'www-twin'), secret);
  put(join(directory, 'a.txt'), alphabet);
  put(join(directory, 'index.html'), '<!doctype html><title>root</title>');
  put(join(directory, 'empty.bin'), '');
  put(join(directory, 'long.css'), 'a { color: red }\n'.repeat(500));
  put(join(directory, 'packed.js'), 'let a = 1;\n'.repeat(500));
  put(join(directory, 'packed.js.br'), 'BROTLI');
  put(join(directory, 'packed.js.gz'), 'GZIP');
  put(join(directory, 'large.bin'), Buffer.alloc(700_000, alphabet));
  put(join(directory, 'name with space & <tag>.txt'), 'odd');
  put(join(directory, 'ümlaut.txt'), 'u');
  put(join(directory, '.env'), secret);
  put(join(directory, '.git', 'config'), secret);
  put(join(directory, 'sub', 'b.json'), '{"b":1}');
  symlinkSync(join(outside, 'secret.txt'), join(directory, 'leaving.txt'));
  symlinkSync(outside, join(directory, 'leaving'));
  symlinkSync('a.txt', join(directory, 'staying.txt'));
  symlinkSync('/dev/zero', join(directory, 'zero'));
  return { directory, outside, remove: () => rmSync(base, { recursive: true, force: true }) };
};
