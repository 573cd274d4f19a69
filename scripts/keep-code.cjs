// Compiles a bundle whose code is not kept yet, and keeps what V8 made of it when the run is over, with every function
// that was called, in the form that load.cjs reads.
const {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const Module = require('node:module');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

/** The bundles of this run that are to be kept. */
const bundles = [];

/** Whether this user may keep code in the folder: among another one's bundles it would be in that one's way. */
function isOwn(folder) {
  try {
    if (folder.startsWith(__dirname) && statSync(__dirname).uid !== process.getuid?.()) return false;
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const number = value => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

/** Written beside and renamed, for others may be reading it. What an older build left of the same bundle goes. */
function write(bytes, folder, { name, suffix }) {
  const path = `${folder}/${name}${suffix}`;
  const beside = `${path}.${process.pid}`;
  try {
    writeFileSync(beside, bytes);
    renameSync(beside, path);
  } finally {
    // What a full disk took of it is of no use.
    rmSync(beside, { force: true });
  }
  const build = suffix.split('-', 2).join('-');
  for (const file of readdirSync(folder))
    if (file.startsWith(`${name}-`) && !file.startsWith(`${name}${build}-`)) rmSync(`${folder}/${file}`);
}

function keep({ text, script, ...bundle }) {
  const folder = bundle.folders.find(isOwn);
  if (!folder) return;
  const code = script.createCachedData();
  const bytes = Buffer.concat([code, Buffer.from(text, 'latin1'), number(code.length)]);
  try {
    write(Buffer.concat([bytes, number(bundle.sumOf(bytes))]), folder, bundle);
  } catch {
    // A disk that is full keeps no code: nothing is lost but time.
  }
}

process.on('exit', () => {
  // V8 takes kept code only under the flags that it was kept under.
  setFlagsFromString('--sparkplug');
  for (const bundle of bundles) keep(bundle);
});

// A function that V8 made machine code of is kept with a note to make it again at the first call, which takes longer than
// to interpret what is called once.
setFlagsFromString('--no-sparkplug');

/** The parts that a bundle requires, and those that they require, by their paths. */
function partsOf(text, parts = new Map()) {
  for (const [, path] of text.matchAll(/\brequire\("(\.\/part-\w+\.cjs)"\)/g)) {
    if (parts.has(path)) continue;
    const part = readFileSync(`${__dirname}/${path}`, 'latin1');
    partsOf(part, parts.set(path, part));
  }
  return parts;
}

/** The bundle and its parts as one text, each part a function that is called when it is first required. */
function joined(bundle) {
  const parts = [...partsOf(bundle)].map(([path, text]) => `"${path}"(require,module){${text}\n}`);
  if (parts.length === 0) return bundle;
  return `const parts={${parts}},made={},outer=require;require=path=>{
if(!parts[path])return outer(path);
if(!made[path]){made[path]={};parts[path](require,made[path])}
return made[path].exports};
${bundle}`;
}

/** The script of a bundle, as Node would compile it. */
exports.scriptToKeep = bundle => {
  const text = Module.wrap(joined(readFileSync(bundle.filename, 'latin1')));
  const script = new Script(text, { filename: bundle.filename });
  bundles.push({ ...bundle, text, script });
  return script;
};
