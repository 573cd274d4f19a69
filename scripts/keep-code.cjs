// Loaded before netcheck by the build: when the run is over, writes what V8 compiled of each bundle beside it, with every
// function that was called, and its checksum behind it.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

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
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32(code));
    writeFileSync(`${filename}.tmp`, Buffer.concat([code, checksum]));
    renameSync(`${filename}.tmp`, `${filename}.v8`);
  }
});
