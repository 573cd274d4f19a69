import { run } from '../../src/commands/ifaces.js';
import { realSystem } from '../../src/system/real.js';

const context = {
  system: realSystem,
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
  terminal: false,
  columns: 80,
  colour: false,
};

process.exitCode = await run(JSON.parse(process.env.OPTIONS ?? '{}'), context);
