import { expect, it } from 'vitest';
import { diagnosed, errors, probe, running } from '../../support/healthy.js';

const probes = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const gone = { sockets: [], owners: { pidsByInode: {}, hidden: [] }, probes };
const asleep = running(43, ['sleep', '1'], { parent: 42 });
const told = (text: string, children = [asleep]) => {
  const shell = running(42, ['bash', '-c', text], { scriptPort: 8000 });
  return diagnosed('8000', { ...gone, processes: [shell, ...children] });
};

it.each([
  ['while true; do python3 shop.py --port 8000; sleep 1; done', true],
  ['until python3 shop.py --port 8000; do echo again >&2; sleep 1; done', true],
  ['while :; do node shop.js; sleep 1; done', true],
  ['for try in 1 2 3; do node shop.js; sleep 1; done', false],
  ['while pgrep queue; do python3 shop.py --port 8000; sleep 1; done', false],
  ['python3 shop.py --port 8000 & while true; do sleep 1; done', false],
  ['node shop.js & while true; do node report.js; sleep 1; done', false],
  ['until nc -z db 5432; do sleep 1; done; exec python3 shop.py --port 8000', false],
])('hears a loop between two runs of its server: %s', (text, found) => {
  expect(errors(told(text)).includes('process/crash-loop')).toBe(found);
  expect(errors(told(text, []))).not.toContain('process/crash-loop');
});

it.each([
  ['a job that is done once in a while', [running(43, ['sleep', '3600'], { parent: 42 })]],
  ['a server that has not begun to listen', [asleep, running(44, ['python3', 'shop.py'], { parent: 42 })]],
])('does not take %s for a run that has ended', (_, children) => {
  const text = 'while true; do python3 shop.py --port 8000 & sleep 1; done';
  expect(errors(told(text, children))).not.toContain('process/crash-loop');
  expect(errors(told(text))).toContain('process/crash-loop');
});

it('says what the loop waits for', () => {
  const [cause] = told('while true; do python3 shop.py --port 8000; sleep 1; done').causes;
  expect(cause?.summary).toContain('just now it waits (sleep 1)');
  expect(cause?.fixes[0]?.text).toContain('netcheck bg pid:42');
});
