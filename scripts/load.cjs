// Runs a bundle with the code that V8 made of it when it was built: to compile half a megabyte takes longer than to
// diagnose. Where that is missing or of another version of V8, Node keeps its own from the first run on, if it can.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { Script } = require('node:vm');

const filename = `${__dirname}/BUNDLE`;

const sumOf = SUM;

/** The bundle as V8 kept it, with the sum of that behind it; undefined where it cannot be used. */
function keptScript() {
  try {
    const kept = readFileSync(`${filename}.v8`);
    const cachedData = kept.subarray(0, -4);
    // V8 looks at the first bytes only, and dies of what is damaged further on.
    if (sumOf(cachedData) !== kept.readInt32LE(cachedData.length)) return undefined;
    // Bundles are ASCII, and latin1 is read without a look at every byte.
    const script = new Script(Module.wrap(readFileSync(filename, 'latin1')), { filename, cachedData });
    return script.cachedDataRejected ? undefined : script;
  } catch {
    return undefined;
  }
}

/** Not for root, who shall run nothing that another user may have written. */
function keepCode() {
  const { HOME, XDG_CACHE_HOME = HOME && `${HOME}/.cache` } = process.env;
  if (XDG_CACHE_HOME && process.getuid?.() !== 0) Module.enableCompileCache?.(`${XDG_CACHE_HOME}/netcheck`);
}

const script = keptScript();
if (script) script.runInThisContext()(exports, require, module, filename, __dirname);
else {
  keepCode();
  module.exports = require(filename);
}
