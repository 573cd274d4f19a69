// What the benchmarks share: a machine of their own, commands in turn, medians of ratios of the same round.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

export const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

export const has = program => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** What both benchmarks are told: fewer rounds; and, by themselves, that they are on their own machine now. */
export const flags = {
  quick: { type: 'boolean', default: false },
  inside: { type: 'boolean', default: false },
};

/** Ends the program with one line where it cannot measure here. */
export const refuse = why => {
  console.error(why);
  process.exit(2);
};

/** The environment without what slows Node's start on some machines: a file of extra certificates triples it. */
export const clean = () => {
  const { NODE_EXTRA_CA_CERTS, NODE_OPTIONS, ...env } = process.env;
  return env;
};

/**
 * The same program again with the word `--inside`: alone with a loopback interface, with `more` of unshare(1), and at the
 * highest priority, so that what else runs on the machine disturbs less.
 */
export const alone = (file, ...more) => {
  const inside = 'ip link set lo up && ulimit -n "$(ulimit -Hn)" && exec "$0" "$@"';
  const again = [process.execPath, fileURLToPath(file), '--inside', ...process.argv.slice(2)];
  const words = ['-n', '-20', 'unshare', '--net', ...more, 'sh', '-c', inside, ...again];
  return spawnSync('nice', words, { stdio: 'inherit', env: clean() }).status ?? 1;
};

/** Milliseconds from start to end of one command. */
const timed = ([program, ...words]) => {
  const began = performance.now();
  const { error } = spawnSync(program, words, { stdio: 'ignore', env: clean() });
  if (error) throw error;
  return performance.now() - began;
};

/**
 * Runs the commands (`{ name: [program, ...words] }`) in turn, round after round, after one round that is not counted.
 * Gives each one's times in milliseconds, in the order of the rounds.
 */
export const inTurn = (commands, rounds) => {
  const times = Object.fromEntries(Object.keys(commands).map(name => [name, []]));
  for (let round = -1; round < rounds; round++)
    for (const [name, words] of Object.entries(commands)) {
      const ms = timed(words);
      if (round >= 0) times[name].push(ms);
    }
  return times;
};

/** The median of the ratios of the same round. */
export const ratio = (times, base) => median(times.map((ms, round) => ms / base[round]));
