import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let script: string;

beforeAll(() => {
  const cache = join(root, 'node_modules', '.netcheck-test');
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'out-'));
  script = join(folder, 'entry.mjs');
  buildSync({
    stdin: {
      contents: `
        import { exitWhenWritten, isTerminal, write } from './src/system/output.ts';
        const lines = Number(process.argv[2]);
        for (let line = 0; line < lines; line++) write(1, line + '\\n');
        write(2, String(isTerminal(1)));
        exitWhenWritten();`,
      resolveDir: root,
      loader: 'ts',
    },
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('what is written', () => {
  const start = (command: string) =>
    spawn('bash', ['-c', command], { env: { ...process.env, NODE: `${process.execPath} ${script}` } });

  it('gets through a pipe whole, however slow its reader is', async () => {
    const child = start('$NODE 200000 | (sleep 0.3; cat) | wc -l');
    const [text] = await once(child.stdout, 'data');
    expect(String(text).trim()).toBe('200000');
  });

  it('gets through a pipe that does not block', async () => {
    const child = start(
      `python3 -c 'import os; os.set_blocking(1, False); os.execvp("sh", ["sh", "-c", os.environ["NODE"] + " 200000"])' | (sleep 0.5; cat) | wc -l`,
    );
    const [text] = await once(child.stdout, 'data');
    expect(String(text).trim()).toBe('200000');
  });

  it('ends quietly where the reader has enough', async () => {
    const child = start('set -o pipefail; $NODE 200000 | head -1; echo $PIPESTATUS');
    const chunks: string[] = [];
    child.stdout.on('data', chunk => chunks.push(String(chunk)));
    const errors: string[] = [];
    child.stderr.on('data', chunk => errors.push(String(chunk)));
    await once(child, 'close');
    expect(chunks.join('')).toBe('0\n0\n');
    // What there is to say elsewhere is said all the same.
    expect(errors.join('')).toBe('false');
  });

  it('is known to go to no terminal, be it a file, a pipe or /dev/null', async () => {
    for (const target of ['| cat', '>/dev/null', `>${folder}/file`]) {
      const child = start(`$NODE 1 2>&2 ${target}`);
      const [text] = await once(child.stderr, 'data');
      expect(String(text)).toBe('false');
    }
  });
});
