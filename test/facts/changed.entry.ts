import { execSync } from 'node:child_process';
import { changedSince } from '../../src/facts/changed.js';
import { readFirewall } from '../../src/facts/firewall/read.js';
import { readInterfaces } from '../../src/facts/interfaces/read.js';
import { readRouting } from '../../src/facts/routes/read.js';
import { realSystem as system } from '../../src/system/real.js';

/** Whether something is another than it was before each of the commands. */
for (const command of JSON.parse(process.env.COMMANDS ?? '[]')) {
  const facts = {
    interfaces: readInterfaces(system),
    routes: readRouting(system, [{ to: '10.1.0.9' }, { to: '10.9.0.1', from: '10.1.0.1' }]),
    firewall: await readFirewall(system),
  };
  execSync(command);
  console.log(changedSince(system, facts));
}
