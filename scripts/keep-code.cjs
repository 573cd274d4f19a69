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

/** The script of a bundle, as Node would compile it. */
exports.scriptToKeep = bundle => {
  const text = Module.wrap(readFileSync(bundle.filename, 'latin1'));
  const script = new Script(text, { filename: bundle.filename });
  bundles.push({ ...bundle, text, script });
  return script;
};
