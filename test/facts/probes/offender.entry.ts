// Prints what a probe of each address (`ADDRESS:PORT`, `/udp` behind it or not) found out, one line of JSON each.
import { askingOf } from '../../../src/facts/probes/plan.js';
import { probe } from '../../../src/facts/probes/probe.js';
import { parseTarget } from '../../../src/net/parse-target.js';

for (const typed of process.argv.slice(2)) {
  const target = parseTarget(typed);
  const port = target.port!;
  const plan = {
    protocol: target.protocol,
    address: target.host!,
    port,
    local: false,
    question: askingOf(target, port),
  };
  const { outcome, errno, offender, byReset } = await probe(plan, performance.now() + 9000);
  console.log(JSON.stringify({ outcome, errno, offender, ...(byReset && { byReset }) }));
}
