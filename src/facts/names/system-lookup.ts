import { canonicalAddress } from '../../net/address.js';

/** What getaddrinfo(3) answers. */
export interface SystemAnswer {
  readonly addresses: readonly { readonly family: 4 | 6; readonly address: string }[];
  /** ENOTFOUND, EAI_AGAIN …, or null. */
  readonly error: string | null;
}

/** Asks the system's own resolver; replaced in tests. */
export type SystemLookup = (name: string) => Promise<SystemAnswer>;

const MOST = 32;

/**
 * Asks getaddrinfo(3), addresses in its own order (RFC 6724). Never rejects. It cannot be called off: where it is still
 * waiting for a dead server, the process has to end by process.exit().
 */
export const askSystem: SystemLookup = async name => {
  const { lookup } = await import('node:dns/promises');
  try {
    const found = await lookup(name, { all: true, order: 'verbatim' });
    const addresses = found.slice(0, MOST).map(({ address, family }) => ({
      family: family === 6 ? (6 as const) : (4 as const),
      address: canonicalAddress(address) ?? address,
    }));
    const unique = new Map(addresses.map(each => [each.address, each]));
    return { addresses: [...unique.values()], error: null };
  } catch (error) {
    return { addresses: [], error: (error as NodeJS.ErrnoException).code ?? 'EAI_FAIL' };
  }
};
