import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseArp, parseRouteGet } from '../../../src/facts/routes/darwin.js';
import { decodeNeighbour, decodeRouteMessage, decodeRoutes } from '../../../src/facts/routes/decode.js';
import { parseLookup, parseNeighbours, parseRoutes, parseRules } from '../../../src/facts/routes/ip-tool.js';
import { decodeRule } from '../../../src/facts/routes/rule-text.js';
import { byteMutants, fuzz, jsonMutants } from '../../support/mutate.js';

const request = { to: '10.0.0.1' };
const names = new Map([[4, 'eth0']]);

it('ip rule, route get and arp', () => {
  fuzz(
    [
      '0:\tfrom all lookup local\n100:\tfrom 10.0.0.0/8 fwmark 0x1 lookup 52 \n32766:\tfrom all lookup main\n',
    ],
    text => {
      for (const { priority, text: says } of parseRules(text, 4)) {
        expect(typeof priority).toBe('number');
        expect(says).toBe(says.trim());
      }
    },
  );
  fuzz(
    [
      '   route to: 8.8.8.8\ndestination: default\n    gateway: 192.168.1.1\n  interface: en0\n      flags: <UP,GATEWAY,DONE>\n',
    ],
    text => expect(parseRouteGet(request, text, text).to).toBe(request.to),
  );
  fuzz(
    ['? (192.168.1.1) at 3c:22:fb:0:1:2 on en0 ifscope [ethernet]\n? (192.168.1.9) at (incomplete) on en0\n'],
    text => {
      for (const { address, state } of parseArp(text))
        expect([typeof address, typeof state]).toEqual(['string', 'string']);
    },
  );
});

it('the JSON of ip(8)', () => {
  const json = jsonMutants([
    '[{"dst":"10.0.0.1","gateway":"10.0.0.254","dev":"eth0","prefsrc":"10.0.0.2","flags":[],"uid":0,"cache":[]}]',
    '[{"type":"blackhole","dst":"10.1.0.0/16","table":"52","flags":[]},{"dst":"default","nexthops":[{"gateway":"10.0.0.3","dev":"eth0","weight":1,"flags":[]}]}]',
    '[{"dst":"10.0.0.1","dev":"eth0","lladdr":"02:00:00:00:00:01","state":["REACHABLE"]}]',
  ]);
  fc.assert(
    fc.property(json, text => {
      expect(typeof (parseLookup(request, text, text).error ?? '')).toBe('string');
      for (const { destination, type, table } of parseRoutes(text, 4))
        expect([typeof destination, typeof type, typeof table]).toEqual(['string', 'string', 'number']);
      for (const { address, device, state } of parseNeighbours(text))
        expect([typeof address, typeof device, typeof state]).toEqual(['string', 'string', 'string']);
    }),
    { numRuns: 300 },
  );
});

it('routes, neighbours and rules as the kernel lists them', () => {
  const captures = [
    '02180000fe02fd010000000008000f00fe00000008000100c000020008000700c00002020800040004000000',
    '0a400000fe0200010000000008000f00fe00000014000100fd0000000000000000000000000000000800060000010000080004000400000024000c0000000000000000000000000000000000000000000000000000000000000000000500140000000000',
    '02000000fe0300010000000008000f00fe00000020000900100000010400000008000500c0000201100000000400000008000500c0000202',
    '02000000040000000400000108000100c00002010a00020002fc000000050000080004000100000014000300ca4a0000ca4a0000ca3d000000000000',
    '02000000fe0000010000000008000f00fe00000008000e00ffffffff050015000200000008000600fe7f0000',
  ];
  fc.assert(
    fc.property(byteMutants(captures.map(hex => Buffer.from(hex, 'hex'))), bytes => {
      decodeRouteMessage(bytes);
      for (const { destination, table } of decodeRoutes(bytes, names))
        expect([typeof destination, typeof table]).toEqual(['string', 'number']);
      expect(typeof (decodeNeighbour(bytes, names)?.state ?? '')).toBe('string');
      expect(typeof (decodeRule(bytes)?.text ?? '')).toBe('string');
    }),
    { numRuns: 500 },
  );
});
