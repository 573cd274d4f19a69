import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { ownersOf } from '../../../src/facts/upstreams/surroundings.js';
import { running } from '../../support/healthy.js';
import { answer, attempt, said } from '../../support/talks.js';

const likely = ['apache2', 'haproxy', 'nginx'].map((name, at) => running(40 + at, [name], { name }));

it.each([
  [{}, 'haproxy'],
  [{ server: 'nginx/1.22.1' }, 'nginx'],
  [{ server: 'Apache/2.4.62 (Debian)' }, 'apache2'],
  [{ server: 'gunicorn' }, 'apache2'],
])('takes for the holder of a port, whom it cannot see, who answers with %j', (headers, name) => {
  const probes = [attempt([said({ http: { ...answer(503), headers } })])];
  const around = { probes, configuration: known([], 'the test'), sockets: [], owners: undefined };
  expect(ownersOf({ ...around, processes: [], likely, addresses: [] })[0]?.name).toBe(name);
});
