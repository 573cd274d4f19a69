import { leaveTrace } from '../../../src/facts/probes/trace.js';
import { realSystem } from '../../../src/system/real.js';

await leaveTrace(realSystem);
console.log(realSystem.read('/proc/sys/net/netfilter/nf_conntrack_count'));
