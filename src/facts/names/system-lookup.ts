import { canonicalAddress } from '../../net/address.js';
import { loadKoffi } from '../../system/netlink/library.js';

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
 * A lookup cannot be called off, and the process cannot even exit before it is over: by default a silent server would
 * hold it for 5 s twice. Read by the C library when the lookup begins (resolv.conf(5)); what answers later than this
 * is still heard when the servers are asked one by one.
 */
const PATIENCE = 'timeout:1 attempts:1';

/** Lookups that go on, and what the variable was before the first of them. */
const impatient = { lookups: 0, before: undefined as string | undefined };

/** Runs with the C library's patience cut short, and puts the variable back as it was. */
async function impatiently<T>(act: () => Promise<T>): Promise<T> {
  if (impatient.lookups++ === 0) {
    const { RES_OPTIONS: before } = process.env;
    impatient.before = before;
    process.env.RES_OPTIONS = before ? `${before} ${PATIENCE}` : PATIENCE;
  }
  try {
    return await act();
  } finally {
    if (--impatient.lookups === 0) {
      if (impatient.before === undefined) delete process.env.RES_OPTIONS;
      else process.env.RES_OPTIONS = impatient.before;
    }
  }
}

/**
 * Ends the process without waiting for its threads, where it ends while a lookup goes on: the C library asks by TCP,
 * where an answer was too long for a packet, for as long as the kernel tries to connect, two minutes and more.
 */
function leave(status: number): void {
  if (process.platform !== 'linux') return;
  try {
    loadKoffi().load(null).func('_exit', 'void', ['int'])(status);
  } catch {
    // Without koffi the process waits.
  }
}

/** Asks getaddrinfo(3), addresses in its own order (RFC 6724). Never rejects. */
export const askSystem: SystemLookup = async name => {
  const { lookup } = await import('node:dns/promises');
  process.once('exit', leave);
  try {
    const found = await impatiently(() => lookup(name, { all: true, order: 'verbatim' }));
    const addresses = found.slice(0, MOST).map(({ address, family }) => ({
      family: family === 6 ? (6 as const) : (4 as const),
      address: canonicalAddress(address) ?? address,
    }));
    const unique = new Map(addresses.map(each => [each.address, each]));
    return { addresses: [...unique.values()], error: null };
  } catch (error) {
    return { addresses: [], error: (error as NodeJS.ErrnoException).code ?? 'EAI_FAIL' };
  } finally {
    process.off('exit', leave);
  }
};
