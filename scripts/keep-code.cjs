// Loaded before netcheck by the build: when the run is over, writes what V8 compiled of each bundle beside it, with every
// function that was called, and its sum behind it.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { Script } = require('node:vm');
const { sumOf } = require('./sum.cjs');

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
    const sum = Buffer.alloc(4);
    sum.writeInt32LE(sumOf(code));
    writeFileSync(`${filename}.tmp`, Buffer.concat([code, sum]));
    renameSync(`${filename}.tmp`, `${filename}.v8`);
  }
});
