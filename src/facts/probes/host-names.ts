import { canonicalAddress } from '../../net/address.js';
import type { Target } from '../../net/target.js';
import type { System } from '../../system/system.js';

const MOST = 8;

/**
 * The names that the hosts file has for an address that was typed after https://. A server that wants a name in the
 * handshake (SNI) may know one of them; for other targets they are of no use, and the file is not read.
 */
export function namesInHosts(system: System, { scheme, host }: Target): readonly string[] {
  const address = canonicalAddress(host ?? '');
  if (scheme !== 'https' || address === undefined) return [];
  try {
    return system
      .read('/etc/hosts', 1024 * 1024)
      .split('\n')
      .map(line => line.replace(/#.*/, '').trim().split(/\s+/))
      .filter(([first = '']) => canonicalAddress(first) === address)
      .flatMap(([, ...names]) => names)
      .slice(0, MOST);
  } catch {
    return [];
  }
}
