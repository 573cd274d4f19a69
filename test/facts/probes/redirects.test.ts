import { expect, it } from 'vitest';
import { addressesFor } from '../../../src/facts/probes/redirects.js';

const asked = { host: 'fe80::1%eth0', address: 'fe80::1%eth0', local: false };
const to = (host: string) => ({ scheme: 'http', host, port: 8000, path: '/' }) as const;

it('follows a redirect of a link-local address by the interface that was asked for', async () => {
  expect(await addressesFor(to('fe80::1'), asked, [])).toEqual({ addresses: ['fe80::1%eth0'] });
  expect(await addressesFor(to('fe80::2'), asked, [])).toEqual({ errno: null });
});
