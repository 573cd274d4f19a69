import type { Interface, InterfaceAddress } from './types.js';

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

/** What is not known of an address where nothing tells more than itself and its prefix. */
export const unseenAddress: Omit<InterfaceAddress, 'family' | 'address' | 'prefix' | 'scope'> = {
  flags: [],
  peer: null,
  broadcast: null,
  label: null,
  validSeconds: null,
  preferredSeconds: null,
};
