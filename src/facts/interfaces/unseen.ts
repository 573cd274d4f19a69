import type { Interface } from './types.js';

/** What is not known of a link where nothing tells more than its name, state and type. */
export const unseenLink: Omit<
  Interface,
  'index' | 'name' | 'flags' | 'mtu' | 'state' | 'type' | 'addresses'
> = {
  kind: null,
  hardwareAddress: null,
  broadcastAddress: null,
  master: null,
  qdisc: null,
  group: null,
  queueLength: null,
  linkIndex: null,
  xdp: false,
};
