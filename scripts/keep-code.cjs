// Loaded before netcheck by the build: when the run is over, writes what V8 compiled of each bundle beside it, with every
// function that was called, in the form that load.cjs reads.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { Script } = require('node:vm');
const { sumOf } = require('./sum.cjs');

const kept = [];

Module._extensions['.cjs'] = (module, filename) => {
  const text = Module.wrap(readFileSync(filename, 'latin1'));
  const script = new Script(text, { filename });
  const require = Module.createRequire(filename);
  script.runInThisContext()(module.exports, require, module, filename, module.path);
  kept.push({ filename, text, script });
};

const number = value => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

process.on('exit', () => {
  for (const { filename, text, script } of kept) {
    if (!/\/dist\/(?!load\.)\w+\.cjs$/.test(filename)) continue;
    const code = script.createCachedData();
    const bytes = Buffer.concat([code, Buffer.from(text, 'latin1'), number(code.length)]);
    writeFileSync(`${filename}.tmp`, Buffer.concat([bytes, number(sumOf(bytes))]));
    renameSync(`${filename}.tmp`, `${filename}.v8`);
  }
});
