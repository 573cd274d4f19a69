import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArp, parseRouteGet } from '../../../src/facts/routes/darwin.js';
import { readNeighbours, readRouting } from '../../../src/facts/routes/read.js';
import { realSystem } from '../../../src/system/real.js';

const DEFAULT = `   route to: 8.8.8.8
destination: default
       mask: default
    gateway: 192.168.1.1
  interface: en0
      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>
 recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire
       0         0         0         0         0         0      1500         0
`;
const OWN = `   route to: 192.168.1.37
destination: 192.168.1.37
  interface: lo0
      flags: <UP,HOST,DONE,LLINFO,WASCLONED,LOCAL,IFSCOPE,IFREF>
`;
const NEAR = `   route to: 192.168.1.9
destination: 192.168.1.9
    gateway: 3c:22:fb:11:22:33
  interface: en0
      flags: <UP,HOST,DONE,LLINFO,WASCLONED,IFSCOPE,IFREF>
`;
const REFUSED = `   route to: 10.9.0.1
destination: 10.9.0.0
       mask: 255.255.0.0
    gateway: 127.0.0.1
  interface: lo0
      flags: <UP,GATEWAY,REJECT,DONE,STATIC>
`;
const ARP = `? (192.168.1.1) at 3c:22:fb:0:1:2 on en0 ifscope [ethernet]
? (192.168.1.9) at (incomplete) on en0 ifscope [ethernet]
? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]
`;

const lookUp = (text: string, stderr = '') => parseRouteGet({ to: '8.8.8.8' }, text, stderr);

describe('on macOS', () => {
  it('route get tells device, gateway and type', () => {
    expect(lookUp(DEFAULT)).toMatchObject({
      type: 'unicast',
      device: 'en0',
      gateway: '192.168.1.1',
      error: null,
    });
    expect(lookUp(OWN)).toMatchObject({ type: 'local', device: 'lo0', gateway: null });
    expect(lookUp(NEAR)).toMatchObject({ type: 'unicast', device: 'en0', gateway: null });
    expect(lookUp(REFUSED)).toMatchObject({ error: 'EHOSTUNREACH', type: null });
    expect(lookUp('', 'route: writing to routing socket: not in table\n').error).toBe('ENETUNREACH');
  });

  it('arp tells the neighbours', () => {
    expect(parseArp(ARP)).toEqual([
      { address: '192.168.1.1', device: 'en0', hardwareAddress: '3c:22:fb:00:01:02', state: 'stale' },
      { address: '192.168.1.9', device: 'en0', hardwareAddress: null, state: 'incomplete' },
      { address: '224.0.0.251', device: 'en0', hardwareAddress: '01:00:5e:00:00:fb', state: 'permanent' },
    ]);
  });

  it('routing is partial, without what arrives', () => {
    const mac = {
      ...realSystem,
      platform: 'darwin' as const,
      runSync: (program: string) => ({ status: 0, stdout: program === 'arp' ? ARP : DEFAULT, stderr: '' }),
    };
    const routing = readRouting(mac, [
      { to: '8.8.8.8' },
      { to: '192.168.1.37', from: '8.8.8.8', input: 'en0' },
    ]);
    expect(routing).toMatchObject({ status: 'partial', source: 'route get, arp' });
    expect(routing.status === 'unknown' ? [] : routing.value.lookups).toHaveLength(1);
    expect(readNeighbours(mac)).toMatchObject({ status: 'partial' });
  });

  it('parsers of any text throw nothing', () => {
    const words = [DEFAULT, OWN, ARP].flatMap(text => text.split(/(\s)/));
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words)).map(list => list.join('')),
    );
    fc.assert(
      fc.property(text, garbage => {
        parseArp(garbage);
        lookUp(garbage, garbage);
      }),
    );
  });
});
