import { expect, it } from 'vitest';
import { resolve } from '../../../src/facts/probes/resolve.js';
import { stateOf } from '../../../src/facts/upstreams/state.js';
import { realSystem } from '../../../src/system/real.js';
import { running } from '../../support/healthy.js';

it('goes by the first address of a name alone, as HAProxy does, and by all of them for others', async () => {
  const upstream = {
    protocol: 'http',
    host: 'localhost',
    port: 1,
    path: null,
    file: '',
    line: 1,
    text: '',
  } as const;
  const of = async (name: string) => {
    const owners = [{ ...running(42, [name]), name }];
    const as = { name: null, path: '/' };
    const around = { system: realSystem, owners, files: [], own: [], as, deadline: performance.now() + 2000 };
    return (await stateOf(upstream, around)).addresses;
  };
  const { addresses } = await resolve('localhost', 1500);
  expect(await of('nginx')).toEqual(addresses);
  expect(await of('haproxy')).toEqual(addresses.slice(0, 1));
});
