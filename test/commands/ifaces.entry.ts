import { run } from '../../src/commands/ifaces.js';
import { printing } from './printing.js';

process.exitCode = await run(JSON.parse(process.env.OPTIONS ?? '{}'), printing);
