import { isIPv4 } from 'node:net';
import { expect, it } from 'vitest';
import { resolve } from '../../../src/facts/probes/resolve.js';
import { stateOf } from '../../../src/facts/upstreams/state.js';
import { realSystem } from '../../../src/system/real.js';
import { running } from '../../support/healthy.js';

it('goes by the first address of a name alone, as HAProxy does, and by all of them for others', async () => {
  const localhost = {
    protocol: 'http',
    host: 'localhost',
    port: 1,
    path: null,
    file: '',
    line: 1,
  } as const;
  const of = async (name: string, text = '') => {
    const owners = [{ ...running(42, [name]), name }];
    const as = { name: null, path: '/' };
    const around = { system: realSystem, owners, files: [], own: [], as, deadline: performance.now() + 2000 };
    return (await stateOf({ ...localhost, text }, around)).addresses;
  };
  const { addresses } = await resolve('localhost', 1500);
  expect(await of('nginx')).toEqual(addresses);
  expect(await of('haproxy')).toEqual(addresses.slice(0, 1));
  const first = addresses.find(each => isIPv4(each));
  expect(await of('haproxy', 'server s1 ipv4@localhost:1')).toEqual(first ? [first] : []);
});
