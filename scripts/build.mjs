// Bundles each command into one CommonJS file of its own, so that a run loads only what it needs: a hundred small
// modules cost 33 ms at every start, one bundle less than one. What V8 compiles of a bundle is kept beside it. What two
// commands share is published once, as a part: keep-code.cjs joins a bundle and its parts into one script.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

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

/** Of mime-db, which is a quarter of the bundled server, the half that a file's name can lead to. */
const mediaTypes = {
  name: 'media-types',
  setup({ onLoad }) {
    onLoad({ filter: /mime-db[\\/]db\.json$/ }, ({ path }) => {
      const types = Object.entries(JSON.parse(readFileSync(path, 'utf8')));
      const contents = JSON.stringify(Object.fromEntries(types.filter(([, { extensions }]) => extensions)));
      return { contents, loader: 'json' };
    });
  },
};

/** Commands that share most of what they need. */
const alike = new Set(['ports.ts', 'bg.ts']);
const entries = names => names.map(name => ({ in: join(folder, name), out: basename(name, '.ts') }));

const target = { platform: 'node', target: 'node20.19', minify: true };
// import() of a bundle would start Node's loader of ES modules, which takes longer than most commands.
const commonJs = { ...target, format: 'cjs', supported: { 'dynamic-import': false } };
// The first performance.now() loads node:perf_hooks, which takes a millisecond; process.hrtime() is there already.
const monotonic = 'const monotonic=()=>{const[s,n]=process.hrtime();return s*1e3+n/1e6};';

const bundle = async options => {
  const { outputFiles } = await build({
    ...options,
    absWorkingDir: root,
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    // What a certificate takes is wanted by `serve --tls` alone.
    external: ['koffi', 'systeminformation', '@peculiar/x509', 'reflect-metadata'],
    define: {
      NETCHECK_VERSION: JSON.stringify(version),
      'import.meta.dirname': '__dirname',
      'performance.now': 'monotonic',
    },
    plugins: [separateBundles, mediaTypes],
    logLevel: 'warning',
    write: false,
  });
  return outputFiles.map(({ path, text }) => ({ name: basename(path), text }));
};

const apart = await bundle({
  ...commonJs,
  entryPoints: [
    { in: 'src/entry.ts', out: 'main' },
    { in: 'src/cli.ts', out: 'cli' },
    ...entries(commands.filter(name => !alike.has(name))),
  ],
  banner: { js: monotonic },
});

// esbuild splits only ES modules: they are made CommonJS when they are split.
const shared = await bundle({
  ...target,
  entryPoints: entries([...alike]),
  format: 'esm',
  splitting: true,
  chunkNames: 'part-[hash]',
});
/** Imports and exports among parts are plain variables: the getters that esbuild makes of them take milliseconds. */
const linked = text =>
  text
    .replace(/\bimport(?:\{([^}]*)\}from)?("\.\/part-\w+\.cjs");/g, (_, names, path) =>
      names ? `var{${names.replaceAll(' as ', ':')}}=require(${path});` : `require(${path});`,
    )
    .replace(
      /\bexport\{([^}]*)\};\s*$/,
      (_, names) => `module.exports={${names.replace(/([\w$]+) as ([\w$]+)/g, '$2:$1')}};`,
    );
for (const part of shared) {
  const banner = /\bmonotonic\b/.test(part.text) ? monotonic : '';
  part.text = (await transform(linked(part.text), { ...commonJs, banner })).code;
}

const dist = join(root, 'dist');
const netcheck = join(root, 'bin/netcheck.js');
const hash = createHash('sha256');
const written = new Set(['help.txt']);
const write = (name, text) => {
  writeFileSync(join(dist, name), text);
  written.add(name);
};

mkdirSync(dist, { recursive: true });
for (const { name, text } of [...apart, ...shared]) {
  write(name, text);
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
