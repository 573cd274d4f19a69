import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Own network, processes and mounts, and all that was started ends with it. */
const own = ['-n', '-p', '-m', '-f', '--mount-proc', '--kill-child'];

/** Why a test cannot make namespaces here, or undefined where it can: for `it.skipIf`, with the reason in the name. */
export const noNamespaces: string | undefined = (() => {
  try {
    execFileSync('unshare', [...own, 'true'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'needs root, for network namespaces';
  }
})();

/** A name for a test that says why it is skipped, if it is. */
export const named = (name: string): string => (noNamespaces ? `${name} [SKIPPED: ${noNamespaces}]` : name);

/**
 * Runs a shell script in namespaces of its own (network, processes, mounts) and gives its standard output. `$NODE` there runs the
 * TypeScript file `entry`, bundled, as an own process: a process cannot change the namespace that it asks about.
 */
export function inNamespace(script: string, entry?: string): string {
  const cache = join(root, 'node_modules', '.netcheck-test');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'ns-'));
  try {
    const outfile = join(folder, 'entry.mjs');
    if (entry !== undefined)
      buildSync({
        entryPoints: [entry],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
        external: ['koffi', 'systeminformation'],
        logLevel: 'error',
      });
    return execFileSync('unshare', [...own, 'sh', '-ec', script], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', NODE: `${process.execPath} ${outfile}`, FOLDER: folder },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 60_000,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The path of a file beside a test. */
export const beside = (url: string, name: string): string => fileURLToPath(new URL(name, url));
