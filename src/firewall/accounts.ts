import type { Span } from './value.js';

/** What the connection tracking has counted in one direction of a connection, the packet in hand with it. */
export interface Account {
  readonly packets: Span;
  readonly bytes: Span;
}

/** Both directions' counts (nf_conntrack_acct.c); rules that ask for them switch the counting on. */
export interface Accounts {
  readonly original: Account;
  readonly reply: Account;
}

const NONE: Account = { packets: { lo: 0, hi: 0 }, bytes: { lo: 0, hi: 0 } };
export const NO_ACCOUNTS: Accounts = { original: NONE, reply: NONE };

/** What is sent again until it is acknowledged is counted each time; so often at most while somebody looks. */
const AGAIN = 5;

const sum = (a: Span, b: Span): Span => ({
  lo: Number(a.lo) + Number(b.lo),
  hi: Number(a.hi) + Number(b.hi),
});
const both = (a: Account, b: Account): Account => ({
  packets: sum(a.packets, b.packets),
  bytes: sum(a.bytes, b.bytes),
});

/** The accounts after one more packet of a direction, which may have been sent `times` times. */
export function counting(
  accounts: Accounts,
  side: keyof Accounts,
  { lo, hi }: Span,
  times: number = 1,
): Accounts {
  const more: Account = { packets: { lo: 1, hi: times }, bytes: { lo, hi: times * Number(hi) } };
  return { ...accounts, [side]: both(accounts[side], more) };
}

/** The same for a packet that carries something. */
export const countingData = (accounts: Accounts, side: keyof Accounts, length: Span): Accounts =>
  counting(accounts, side, length, AGAIN);

/** The largest packet that the kernel hands its rules as one (GSO), and the least data that one is filled with. */
const [LARGEST, LEAST] = [65_536, 500];

/** The accounts at the end of an answer of so many bytes. */
export const countingWhole = (accounts: Accounts, size: number): Accounts => ({
  ...accounts,
  reply: both(accounts.reply, {
    packets: { lo: Math.floor(size / LARGEST), hi: Math.ceil(size / LEAST) },
    bytes: { lo: size, hi: 2 * size },
  }),
});

/** The accounts after an answer that may be of any size. */
export const countingAny = (accounts: Accounts): Accounts => ({
  ...accounts,
  reply: both(accounts.reply, { packets: { lo: 1, hi: Infinity }, bytes: { lo: 1, hi: Infinity } }),
});

/** `ct bytes`, `ct packets`: of one direction, or of both where none is named (nft_ct.c). */
export const accountOf = (accounts: Accounts, key: keyof Account, side: unknown): Span =>
  side === 'original' || side === 'reply'
    ? accounts[side][key]
    : sum(accounts.original[key], accounts.reply[key]);
