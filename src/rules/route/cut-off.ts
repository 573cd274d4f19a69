import type { Interface } from '../../facts/interfaces/types.js';
import type { Fix } from '../../programs/fixes/fix.js';

/** Nothing but loopback is here, beside the tunnels that the kernel puts into every namespace, which are off. */
export const isCutOff = (interfaces: readonly Interface[]): boolean =>
  interfaces.some(({ flags }) => flags.includes('LOOPBACK')) &&
  interfaces.every(
    ({ flags, type }) => flags.includes('LOOPBACK') || (type !== 'ether' && !flags.includes('UP')),
  );

export const CUT_OFF =
  'it has no interface but loopback, like a network namespace that is cut off on purpose';

export const outOfIt: Fix = {
  title: 'Run it where there is a network',
  text: 'What cuts a program off: PrivateNetwork=yes in its systemd unit, docker run --network none, unshare --net, a sandbox (Flatpak, bubblewrap, a build). Take that away, or ask from outside of it.',
  needsRoot: false,
};
