// Bundles each command into one CommonJS file of its own, so that a run loads only what it needs: a hundred small
// modules cost 33 ms at every start, one bundle less than one.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = join(root, 'src/commands');
const commands = readdirSync(folder).filter(name =>
  /export (async )?function run\b/.test(readFileSync(join(folder, name), 'utf8')),
);
const lazy = new Set([...commands.map(name => join(folder, name)), join(root, 'src/cli.ts')]);

/** `await import('./commands/why.js')` stays an import of the bundle beside it. */
const separateBundles = {
  name: 'separate-bundles',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) => {
      const file = resolve(resolveDir, path.replace(/\.js$/, '.ts'));
      if (kind !== 'dynamic-import' || !lazy.has(file)) return undefined;
      return { path: `./${basename(file, '.ts')}.cjs`, external: true };
    });
  },
};

await build({
  absWorkingDir: root,
  entryPoints: [
    { in: 'src/entry.ts', out: 'main' },
    { in: 'src/cli.ts', out: 'cli' },
    ...commands.map(name => ({ in: join(folder, name), out: basename(name, '.ts') })),
  ],
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  minify: true,
  keepNames: false,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  // import() of a bundle would start Node's loader of ES modules, which takes longer than most commands.
  supported: { 'dynamic-import': false },
  external: ['koffi', 'systeminformation'],
  define: { NETCHECK_VERSION: JSON.stringify(version), 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
  plugins: [separateBundles],
  logLevel: 'warning',
});

// The first thing that people type is worth not making them wait for.
const help = execFileSync(process.execPath, [join(root, 'bin/netcheck.js'), 'help'], { encoding: 'utf8' });
writeFileSync(join(root, 'dist/help.txt'), help);
