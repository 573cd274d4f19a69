import { realSystem } from '../../src/system/real.js';

/** What a command is given that runs as a process of its own, with its output read by a test. */
export const printing = {
  system: realSystem,
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
  terminal: false,
  columns: 80,
  colour: false,
};
