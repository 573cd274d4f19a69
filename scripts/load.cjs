// Runs netcheck's bundles with the code that V8 made of them when they were built: to compile half a megabyte takes longer
// than to diagnose. Where that is missing or of another version of V8, Node keeps its own from the first run on, if it can.
const { readFileSync, statSync } = require('node:fs');
const { Script } = require('node:vm');

const sumOf = SUM;

/**
 * The bundle as it was kept, in one file that is read at once: V8's code, the text that it was made of, the length of
 * the code, and the sum of all that. Undefined where it cannot be used.
 */
function keptScript(filename) {
  try {
    const kept = readFileSync(`${filename}.v8`);
    const end = kept.length - 8;
    // V8 looks at the first bytes only, and dies of what is damaged further on.
    if (sumOf(kept.subarray(0, -4)) !== kept.readInt32LE(end + 4)) return undefined;
    const length = kept.readInt32LE(end);
    // Bundles are ASCII, and latin1 is read without a look at every byte.
    const text = kept.toString('latin1', length, end);
    const script = new Script(text, { filename, cachedData: kept.subarray(0, length) });
    return script.cachedDataRejected ? undefined : script;
  } catch {
    return undefined;
  }
}

/**
 * Lets Node keep the code in the user's own cache. Root shall run nothing that another user may have written, and keeps
 * it beside the bundles, where they are root's.
 */
function keepCode() {
  const { HOME, XDG_CACHE_HOME = HOME && `${HOME}/.cache` } = process.env;
  const own = XDG_CACHE_HOME && `${XDG_CACHE_HOME}/netcheck`;
  const folder = process.getuid?.() !== 0 ? own : statSync(__dirname).uid === 0 && `${__dirname}/kept`;
  if (folder) require('node:module').enableCompileCache?.(folder);
}

/** What a bundle exports. What it requires by a relative path is a bundle too. */
function load(name) {
  const filename = `${__dirname}/${name}`;
  const script = keptScript(filename);
  if (!script) {
    keepCode();
    return require(filename);
  }
  const module = { exports: {} };
  const requireFrom = path => (path.startsWith('./') ? load(path.slice(2)) : require(path));
  script.runInThisContext()(module.exports, requireFrom, module, filename, __dirname);
  return module.exports;
}

load('main.cjs');
