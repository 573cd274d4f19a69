import { execSync } from 'node:child_process';
import { createServer } from 'node:http';
import { settled } from '../../src/commands/why.js';
import { NETLINK, type Netlink } from '../../src/system/netlink/netlink.js';
import { realSystem } from '../../src/system/real.js';
import { printing } from './printing.js';

const RTM = { lookUp: 26, links: 18 };

/** This machine, whose v0 is off while the kernel is asked for ways, and on while it is asked for interfaces; so many times. */
function flapping(times: number): Netlink {
  const real = realSystem.netlink!()!;
  let left = times;
  let isOff = false;
  const turn = (off: boolean) => {
    if (off === isOff || (off && left-- <= 0)) return;
    isOff = off;
    execSync(`ip link set v0 ${off ? 'down' : 'up'}`);
  };
  return {
    dump(family, type, payload, most) {
      if (family === NETLINK.route && type === RTM.links && payload.length > 16) turn(false);
      return real.dump(family, type, payload, most);
    },
    ask(family, type, payload) {
      if (family === NETLINK.route && type === RTM.lookUp) turn(true);
      return real.ask(family, type, payload);
    },
  };
}

const server = createServer((_, response) => response.end('hello\n')).listen(8000);
for (const times of [0, 1]) {
  const netlink = flapping(times);
  const context = { ...printing, system: { ...realSystem, netlink: () => netlink } };
  const { diagnoses } = await settled({ targets: ['8000'], from: 'lan', '4': true }, context);
  console.log(diagnoses[0]!.verdict, ...diagnoses[0]!.causes.map(({ code }) => code));
}
server.close();
