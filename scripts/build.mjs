// Bundles each command into one CommonJS file of its own, so that a run loads only what it needs: a hundred small
// modules cost 33 ms at every start, one bundle less than one. What V8 compiles of a bundle is kept beside it.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const { outputFiles } = await build({
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
  // The first performance.now() loads node:perf_hooks, which takes a millisecond; process.hrtime() is there already.
  define: {
    NETCHECK_VERSION: JSON.stringify(version),
    'import.meta.dirname': '__dirname',
    'performance.now': 'monotonic',
  },
  banner: {
    js: 'const monotonic=()=>{const[s,n]=process.hrtime();return s*1e3+n/1e6};',
  },
  plugins: [separateBundles],
  logLevel: 'warning',
  write: false,
});

const dist = join(root, 'dist');
const netcheck = join(root, 'bin/netcheck.js');
const hash = createHash('sha256');
const written = new Set(['help.txt']);
const write = (name, text) => {
  writeFileSync(join(dist, name), text);
  written.add(name);
};

mkdirSync(dist, { recursive: true });
for (const { path, text } of outputFiles) {
  write(basename(path), text);
  hash.update(text);
}
const digest = hash.digest('hex').slice(0, 12);
write('load.cjs', readFileSync(join(root, 'scripts/load.cjs'), 'utf8').replace('BUILD', `'${digest}'`));
write('keep-code.cjs', readFileSync(join(root, 'scripts/keep-code.cjs')));
for (const name of readdirSync(dist))
  if (!written.has(name)) rmSync(join(dist, name), { recursive: true, force: true });

/** A network with a packet filter, alone with which the command that follows is run: a server's usual ones. */
const network = `ip link set lo up && ip link add near type veth peer name far && ip link set far up &&
  ip address add 192.0.2.2/24 dev near && ip link set near up && ip route add default via 192.0.2.1 &&
  nft -f bench/rules.nft && exec "$0" "$@"`;

/** Has the commands practised, there if that may be had (it wants a namespace, ip and nft), else on this machine. */
function practise() {
  const command = [process.execPath, join(root, 'scripts/practise.mjs')];
  const alone = ['--net', ...(process.getuid?.() ? ['--map-root-user'] : []), 'sh', '-c', network];
  const options = { cwd: root, stdio: 'ignore' };
  if (spawnSync('unshare', [...alone, ...command], options).status !== 0)
    spawnSync(command[0], command.slice(1), options);
}

practise();
// The first thing that people type is worth not making them wait for.
write('help.txt', execFileSync(process.execPath, [netcheck, 'help']));
