import { isOverlay } from '../../facts/interfaces/tunnels.js';
import type { Interface } from '../../facts/interfaces/types.js';
import { quoted } from '../../programs/shell.js';

/** What may silence an overlay as a whole, as a sentence of its own; empty where the device is none. */
export const overlaySaid = (device: string | null | undefined, interfaces: readonly Interface[]): string =>
  isOverlay(device, interfaces)
    ? ` ${device} is an overlay: what it carries travels in UDP packets between the machines themselves (ip -d link show ${quoted(device ?? '')} names their port), and a firewall that drops those, here or on the way, silences all of it.`
    : '';
