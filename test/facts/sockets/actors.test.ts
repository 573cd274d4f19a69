import { expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import { withActors } from '../../../src/facts/sockets/actors.js';
import type { Socket } from '../../../src/facts/sockets/types.js';
import { listener, process } from '../../support/ground.js';

const master = process(40, ['nginx'], { uid: 0, group: 0 });
const worker = (pid: number, uid = 33) => process(pid, ['nginx'], { parent: 40, uid, group: uid });
const socket = listener('0.0.0.0', 80, { inode: 7 });

const actorsOf = (
  processes: readonly ReturnType<typeof process>[],
  over: Partial<Socket> = {},
  hidden = false,
) => {
  const owners = { pidsByInode: { 7: processes.map(({ pid }) => pid) }, hidden: hidden ? [7] : [] };
  const found = withActors(known([{ ...socket, ...over }], 'x'), known(owners, 'x'), known(processes, 'x'));
  const [{ group, acceptor } = socket] = found.status === 'known' ? found.value : [];
  return { group, acceptor };
};

it.each([
  ['a server alone', [master], { group: 0, acceptor: { user: 0, group: 0 } }],
  ['one that has left root', [worker(41)], { group: undefined, acceptor: { user: 33, group: 33 } }],
  ['workers', [master, worker(41), worker(42)], { group: 0, acceptor: { user: 33, group: 33 } }],
  ['workers of several users', [master, worker(41), worker(42, 34)], { group: 0, acceptor: {} }],
])('knows who made a socket and who accepts its connections: %s', (_, processes, expected) =>
  expect(actorsOf(processes)).toEqual(expected),
);

it('says nothing of a connection, nor where a holder is not to be seen', () => {
  const nobody = { group: undefined, acceptor: undefined };
  expect(actorsOf([master], { state: 'established' })).toEqual(nobody);
  expect(actorsOf([master], {}, true)).toEqual(nobody);
  expect(actorsOf([])).toEqual(nobody);
  const lost = unknown('failed', 'x');
  expect(withActors(known([socket], 'x'), known({ pidsByInode: {}, hidden: [] }, 'x'), lost)).toEqual(
    known([socket], 'x'),
  );
});
