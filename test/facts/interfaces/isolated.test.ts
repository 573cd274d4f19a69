import { expect, it } from 'vitest';
import { decodeLink } from '../../../src/facts/interfaces/decode.js';
import { encodeAttribute as attribute } from '../../../src/system/netlink/attributes.js';

/** struct ifinfomsg of veth1, a port of a bridge or of a bond, with IFLA_BRPORT_ISOLATED. */
const port = (master: string, isolated: number): Buffer =>
  Buffer.concat([
    Buffer.alloc(16),
    attribute(3, Buffer.from('veth1\0')),
    attribute(
      18,
      Buffer.concat([
        attribute(1, Buffer.from('veth\0')),
        attribute(4, Buffer.from(`${master}\0`)),
        attribute(5, attribute(33, Buffer.from([isolated]))),
      ]),
    ),
  ]);

it('sees which ports of a bridge are isolated', () => {
  expect(decodeLink(port('bridge', 1))).toMatchObject({ kind: 'veth', isolated: true });
  expect(decodeLink(port('bridge', 0))).not.toHaveProperty('isolated');
  expect(decodeLink(port('bond', 1))).not.toHaveProperty('isolated');
});
