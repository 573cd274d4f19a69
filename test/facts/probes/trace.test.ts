import { expect, it } from 'vitest';
import { beside, inNamespace, named, noNamespaces } from '../../support/namespace.js';

const count = (rules: string) =>
  Number(inNamespace(`ip link set lo up; ${rules} $NODE`, beside(import.meta.url, 'trace.entry.ts')).trim());

it.skipIf(noNamespaces)(named('a trace is counted where a rule rewrites addresses, and nowhere else'), () => {
  expect(count('')).toBe(0);
  const redirect =
    "nft 'table ip nat { chain prerouting { type nat hook prerouting priority dstnat; tcp dport 80 redirect to :8000; }; }';";
  expect(count(redirect)).toBeGreaterThan(0);
});
