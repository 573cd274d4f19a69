// Runs netcheck's bundles with the code that V8 made of them when they were built or first run: to compile half a megabyte
// takes longer than to diagnose.
const { readFileSync, statSync } = require('node:fs');
const { Script } = require('node:vm');

const { XDG_CACHE_HOME, HOME } = process.env;
const uid = process.getuid?.();
const cache = [XDG_CACHE_HOME, `${HOME}/.cache`].find(path => path?.startsWith('/'));

/** Where code is kept: with the bundles, or in the user's own cache, though root's is that of whoever became root. */
const folders = [`${__dirname}/kept`, ...(cache && uid ? [`${cache}/netcheck`] : [])];

/** Code is good for one build of netcheck under one version of Node. */
const suffix = `-${BUILD}-${process.version}-${process.arch}`;

/**
 * What tells whether a file has come to harm: its length, and a word of each kilobyte. What a disk loses, it loses by
 * blocks; to look at every byte would take longer than to load zlib, which takes as long as to read the file.
 */
function sumOf(bytes) {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let sum = bytes.length;
  for (let at = 0; at < words.length; at += 256) sum = (Math.imul(sum, 31) + words[at]) | 0;
  return sum;
}

/**
 * The bundle as it was kept, in one file that is read at once: V8's code, the text that it was made of, the length of
 * the code, and the sum of all that. Undefined where it has come to harm.
 */
function keptScript(path, filename) {
  try {
    const kept = readFileSync(path);
    const end = kept.length - 8;
    // V8 looks at the first bytes only, and dies of what is damaged further on.
    if (sumOf(kept.subarray(0, -4)) !== kept.readInt32LE(end + 4)) return undefined;
    const length = kept.readInt32LE(end);
    // Bundles are ASCII, and latin1 is read without a look at every byte.
    const text = kept.toString('latin1', length, end);
    return new Script(text, { filename, cachedData: kept.subarray(0, length) });
  } catch {
    return undefined;
  }
}

/** Nobody runs what another user may have written, but for the owner of the bundles themselves. */
function isTrusted(path) {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    return status !== undefined && (path.startsWith(folders[0]) || status.uid === uid);
  } catch {
    return false;
  }
}

/** What a bundle exports. What it requires by a relative path is a bundle too. */
function load(name) {
  const filename = `${__dirname}/${name}`;
  const path = folders.map(folder => `${folder}/${name}${suffix}`).find(isTrusted);
  const script =
    (path && keptScript(path, filename)) ??
    require('./keep-code.cjs').scriptToKeep({ name, filename, folders, suffix, sumOf });
  const module = { exports: {} };
  const requireFrom = path => (path.startsWith('./') ? load(path.slice(2)) : require(path));
  script.runInThisContext()(module.exports, requireFrom, module, filename, __dirname);
  return module.exports;
}

load('main.cjs');
