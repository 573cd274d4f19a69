import { readLinuxListeners, readLinuxSockets } from '../../../src/facts/sockets/linux.js';
import { findOwners } from '../../../src/facts/sockets/owners.js';
import { readLinuxUnixListeners } from '../../../src/facts/sockets/unix.js';
import { realSystem } from '../../../src/system/real.js';

const withoutNetlink = { ...realSystem, netlink: () => undefined };
const ports = [8001, 8002, 8003, 8004, 8005, 8006, 8007];
const byPort = (system: typeof realSystem) => ports.map(port => readLinuxSockets(system, { port }));
const everyone = byPort(realSystem).flatMap(fact => (fact.status === 'unknown' ? [] : fact.value));

console.log(
  JSON.stringify({
    kernel: byPort(realSystem),
    files: byPort(withoutNetlink),
    listeners: readLinuxListeners(realSystem),
    listenersInFiles: readLinuxListeners(withoutNetlink),
    unix: readLinuxUnixListeners(realSystem),
    unixInFiles: readLinuxUnixListeners(withoutNetlink),
    owners: findOwners(realSystem, everyone),
    parent: process.ppid,
  }),
);
