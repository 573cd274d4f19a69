import { expect, it } from 'vitest';
import { renderKept } from '../../src/render/bg.js';
import { plainTheme } from '../../src/render/theme.js';
import { running } from '../support/healthy.js';

const view = {
  process: running(42, ['python3', 'server.py']),
  identity: { label: 'python3 server.py' } as never,
  workers: 0,
  age: 5000,
  background: {
    says: 'nohup',
    survivesLogout: true,
    survivesReboot: null,
    restartsAfterCrash: false,
    output: null,
    why: 'it ignores SIGHUP, as under nohup',
  } as never,
  fixes: [],
  lines: [],
};

it('goes on below its own words where the terminal is narrow', () => {
  expect(renderKept('8000', [view], plainTheme, 40).split('\n').slice(-7)).toEqual([
    '  logout   ✓ lives on: it ignores',
    '             SIGHUP, as under nohup',
    '  crash    ✗ stays down',
    '  reboot   ? not known',
    '  output   into no file that could be',
    '           seen',
    '',
  ]);
});

it('does not mark as good what lives on and loses its output', () => {
  const background = { ...(view.background as object), losesOutput: true } as never;
  expect(renderKept('8000', [{ ...view, background }], plainTheme, 80)).toContain('  logout   ! lives on: ');
});

it('tells npm that ran the server from a master of workers', () => {
  const of = (command: readonly string[], workers: number) =>
    renderKept('8000', [{ ...view, process: running(41, command), workers }], plainTheme, 200);
  expect(of(['npm run dev'], 0)).toMatch(
    /^python3 server\.py, run by npm run dev \(pid 41, ana, up 5 s\): nohup/,
  );
  expect(of(['gunicorn: master [shop]'], 2)).toMatch(/^python3 server\.py: master 41 \+ 2 workers \(pid 41/);
});

it('counts the last lines of the output', () => {
  const shown = (lines: readonly string[]) => renderKept('8000', [{ ...view, lines }], plainTheme, 80);
  expect(shown(['one'])).toContain('  The last line of its output:\n    one\n');
  expect(shown(['one', 'two'])).toContain('  The last 2 lines of its output:\n    one\n    two\n');
});

it('says first of a stopped server that it is stopped', () => {
  const process = running(42, ['python3', 'server.py'], { state: 'T' });
  expect(renderKept('8000', [{ ...view, process }], plainTheme, 80)).toContain(
    'nohup\n  now      ✗ stopped (Ctrl-Z or SIGSTOP): it answers nobody\n  logout   ✓',
  );
});

it('says where there is more to know of what does not run', () => {
  expect(renderKept('8000', [], plainTheme, 80)).toContain('netcheck why 8000');
});

it('sends for root whoever may not see the program', () => {
  expect(renderKept('8000', [], plainTheme, 80, true, true)).toContain('sudo netcheck bg 8000');
});
