// Loaded before netcheck by the build: when the run is over, writes what V8 compiled of each bundle beside it, with every
// function that was called: twice over, so that damage shows.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { Script } = require('node:vm');

const kept = [];

Module._extensions['.cjs'] = (module, filename) => {
  const script = new Script(Module.wrap(readFileSync(filename, 'latin1')), { filename });
  const require = Module.createRequire(filename);
  script.runInThisContext()(module.exports, require, module, filename, module.path);
  kept.push([filename, script]);
};

process.on('exit', () => {
  for (const [filename, script] of kept) {
    if (!/-[0-9a-f]{12}\.cjs$/.test(filename)) continue;
    const code = script.createCachedData();
    writeFileSync(`${filename}.tmp`, Buffer.concat([code, code]));
    renameSync(`${filename}.tmp`, `${filename}.v8`);
  }
});
