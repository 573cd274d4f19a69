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

it('says where there is more to know of what does not run', () => {
  expect(renderKept('8000', [], plainTheme, 80)).toContain('netcheck why 8000');
});

it('sends for root whoever may not see the program', () => {
  expect(renderKept('8000', [], plainTheme, 80, true, true)).toContain('sudo netcheck bg 8000');
});
