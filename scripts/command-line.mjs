import { parseArgs } from 'node:util';

/**
 * The words after a development script, as parseArgs() of node:util gives them. The program ends here where --help is
 * asked for, with the usage, and where it does not know a word, with one line and the usage (status 2).
 */
export function commandLine(usage, options = {}, allowPositionals = false) {
  const help = { type: 'boolean', short: 'h' };
  try {
    const read = parseArgs({ allowPositionals, options: { ...options, help } });
    if (!read.values.help) return read;
    console.log(`usage: ${usage}`);
    process.exit(0);
  } catch (error) {
    console.error(`${error.message.split(/\. |\n/)[0]}\nusage: ${usage}`);
    process.exit(2);
  }
}
