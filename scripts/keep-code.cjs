// Loaded before netcheck by the build: when the run is over, writes what V8 compiled of each bundle beside it, with every
// function that was called, in the form that load.cjs reads.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');
const { sumOf } = require('./sum.cjs');

// A function that V8 made machine code of is kept with a note to make it again at the first call, which takes longer than
// to interpret what is called once.
setFlagsFromString('--no-sparkplug');

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
  // V8 takes kept code only under the flags that it was kept under.
  setFlagsFromString('--sparkplug');
  for (const { filename, text, script } of kept) {
    if (!/\/dist\/(?!load\.)\w+\.cjs$/.test(filename)) continue;
    const code = script.createCachedData();
    const bytes = Buffer.concat([code, Buffer.from(text, 'latin1'), number(code.length)]);
    writeFileSync(`${filename}.tmp`, Buffer.concat([bytes, number(sumOf(bytes))]));
    renameSync(`${filename}.tmp`, `${filename}.v8`);
  }
});
