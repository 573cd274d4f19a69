import { expect, it } from 'vitest';
import { configurationOf } from '../../src/programs/files.js';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { running } from '../support/healthy.js';
import { file, situationOf } from './situation.js';

const exe = '/tmp/go-build2464811917/b001/exe/main';
const built = (...args: readonly string[]) =>
  running(43, [exe, ...args], { name: 'main', executable: exe, parent: 42 });
const go = (...words: readonly string[]) => running(42, ['go', 'run', ...words], { name: 'go' });
const main = 'package main\n\nfunc main() { log.Fatal(http.ListenAndServe("127.0.0.1:8000", nil)) }\n';
const door = {
  read: (path: string) => (/^\/srv\/\w+\.go$/.test(path) ? main : undefined),
  list: (path: string) => (path === '/srv' ? ['main.go', 'main_test.go', 'go.mod'] : []),
  modifiedAt: () => 0,
};
const wanted = { address: '0.0.0.0', port: 8000 };

it.each([[['main.go']], [['.']], [['-race', './']]])('reads the source of go run %s', words => {
  const processes = [go(...words), built()];
  const paths = configurationOf(processes[1]!, processes, door).map(({ path }) => path);
  expect(paths).toEqual(['/srv/main.go']);
});

it('changes the source, ends both and builds again', () => {
  const processes = [go('main.go'), built()];
  const configuration = [file('/srv/main.go', main)];
  expect(addressFixes(situationOf(processes[1]!, { processes, configuration }), wanted)[0]?.steps).toEqual([
    { do: 'edit', file: '/srv/main.go', find: '"127.0.0.1:', replace: '"0.0.0.0:' },
    { do: 'stop', pid: 42 },
    { do: 'stop', pid: 43 },
    expect.objectContaining({ do: 'run', command: expect.stringContaining('go run main.go') }),
  ]);
});

it('hands a changed option through to what was built', () => {
  const processes = [go('main.go', '-addr', '127.0.0.1:8000'), built('-addr', '127.0.0.1:8000')];
  const steps = addressFixes(situationOf(processes[1]!, { processes }), wanted)[0]?.steps;
  expect(steps?.at(-1)).toMatchObject({
    command: expect.stringContaining('go run main.go -addr 0.0.0.0:8000'),
  });
});
