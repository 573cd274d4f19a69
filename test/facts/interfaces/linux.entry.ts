import { readLinuxInterfaces } from '../../../src/facts/interfaces/linux.js';
import { realSystem } from '../../../src/system/real.js';

console.log(
  JSON.stringify({
    kernel: readLinuxInterfaces(realSystem),
    files: readLinuxInterfaces({ ...realSystem, netlink: () => undefined }),
  }),
);
