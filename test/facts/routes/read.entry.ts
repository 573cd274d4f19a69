import type { LookupRequest } from '../../../src/facts/routes/lookup.js';
import { readRouting } from '../../../src/facts/routes/read.js';
import { realSystem } from '../../../src/system/real.js';

const requests: readonly LookupRequest[] = JSON.parse(process.env.REQUESTS ?? '[]');

console.log(
  JSON.stringify({
    kernel: readRouting(realSystem, requests),
    tool: readRouting({ ...realSystem, netlink: () => undefined }, requests),
  }),
);
