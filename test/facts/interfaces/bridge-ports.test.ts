import { expect, it } from 'vitest';
import { decodeLink } from '../../../src/facts/interfaces/decode.js';
import { encodeAttribute as attribute } from '../../../src/system/netlink/attributes.js';

const HAIRPIN = 4;
const ISOLATED = 33;

/** struct ifinfomsg of veth1, a port of a bridge or of a bond, with one attribute of IFLA_INFO_SLAVE_DATA. */
const port = (master: string, type: number, value: number) =>
  decodeLink(
    Buffer.concat([
      Buffer.alloc(16),
      attribute(3, Buffer.from('veth1\0')),
      attribute(
        18,
        Buffer.concat([
          attribute(1, Buffer.from('veth\0')),
          attribute(4, Buffer.from(`${master}\0`)),
          attribute(5, attribute(type, Buffer.from([value]))),
        ]),
      ),
    ]),
  );

it('sees which device a VXLAN is bound to', () => {
  const tunnel = (...data: Buffer[]) =>
    decodeLink(
      Buffer.concat([
        Buffer.alloc(16),
        attribute(3, Buffer.from('vx0\0')),
        attribute(
          18,
          Buffer.concat([attribute(1, Buffer.from('vxlan\0')), attribute(2, Buffer.concat(data))]),
        ),
      ]),
    );
  expect(tunnel(attribute(3, Buffer.from([2, 0, 0, 0])))).toMatchObject({ kind: 'vxlan', carriedBy: 2 });
  expect(tunnel()).not.toHaveProperty('carriedBy');
  const port = attribute(15, Buffer.from([0x21, 0x18]));
  const peer = (first: number) => attribute(2, Buffer.from([first, 0, 0, 9]));
  expect(tunnel(port, peer(10))).toMatchObject({ overlay: { port: 8472, peer: '10.0.0.9' } });
  expect(tunnel(port, peer(239))).toMatchObject({ overlay: { port: 8472, peer: null } });
});

it('sees which ports of a bridge are isolated', () => {
  expect(port('bridge', ISOLATED, 1)).toMatchObject({ kind: 'veth', isolated: true });
  expect(port('bridge', ISOLATED, 0)).not.toHaveProperty('isolated');
  expect(port('bond', ISOLATED, 1)).not.toHaveProperty('isolated');
});

it('sees which of them send back what came by them', () => {
  expect(port('bridge', HAIRPIN, 1)).toMatchObject({ hairpin: true });
  expect(port('bridge', HAIRPIN, 0)).toMatchObject({ hairpin: false });
  expect(port('bond', HAIRPIN, 1)).not.toHaveProperty('hairpin');
});
