import { expect, it } from 'vitest';
import { enteredBy } from '../../../src/facts/namespaces/entered.js';
import { process } from '../../support/ground.js';

const socat = (what: string) => process(7, ['socat', 'TCP-LISTEN:8080,fork,reuseaddr', what]);

it.each([
  ['EXEC:ip netns exec box socat STDIO TCP\\:127.0.0.1\\:8000', 'box', '127.0.0.1'],
  ['SYSTEM:nsenter -t 42 -n nc -q 1 localhost 8000', 42, '127.0.0.1'],
  ['EXEC:nsenter --net=/run/netns/box socat - TCP6\\:[fd20\\:\\:2]\\:8000', 'box', 'fd20::2'],
])('reads that socat runs %s for each connection', (what, serves, containerAddress) => {
  expect(enteredBy(socat(what), 8080)).toMatchObject({
    program: 'socat',
    pid: 7,
    serves,
    containerAddress,
    containerPort: 8000,
  });
});

it('reads the same of ncat, and nothing of another port, command or program', () => {
  const ncat = process(8, ['ncat', '-lk', '8080', '--sh-exec', 'ip netns exec box nc 10.0.0.2 80'], {
    name: 'ncat',
  });
  expect(enteredBy(ncat, 8080)).toMatchObject({
    serves: 'box',
    containerAddress: '10.0.0.2',
    containerPort: 80,
  });
  const entering = 'EXEC:ip netns exec box socat STDIO TCP\\:127.0.0.1\\:8000';
  expect(enteredBy(socat(entering), 9090)).toBeUndefined();
  expect(enteredBy(socat('EXEC:ip netns exec box nc shop 8000'), 8080)).toBeUndefined();
  expect(enteredBy(socat(`EXEC:${'nc '.repeat(40_000)}`), 8080)).toBeUndefined();
  expect(enteredBy(socat('EXEC:socat STDIO TCP\\:127.0.0.1\\:8000'), 8080)).toBeUndefined();
  expect(enteredBy(socat('TCP:127.0.0.1:8000'), 8080)).toBeUndefined();
  expect(enteredBy(process(9, ['bash', '-c', `${entering} 8080`]), 8080)).toBeUndefined();
});
