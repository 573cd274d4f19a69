import { expect, it } from 'vitest';
import type { Fix, Step } from '../../src/programs/fixes/fix.js';
import { renderFix } from '../../src/render/fix.js';
import { plainTheme } from '../../src/render/theme.js';

const lines = (steps: readonly Step[]) =>
  renderFix({ title: 'Start it anew', steps, needsRoot: false }, 'Fix:', plainTheme, 80).slice(1);
const start: Step = { do: 'run', command: 'nohup node app.js', cwd: '/srv', background: true };

it('waits for the end of what it stops before it starts anything in its place', () => {
  expect(lines([{ do: 'stop', pid: 42 }, start])).toEqual([
    '    kill 42; timeout 5 tail --pid=42 -f /dev/null || kill -9 42',
    '    cd /srv && nohup node app.js &',
  ]);
});

it('stops a runner and what it runs at once', () => {
  expect(lines([{ do: 'stop', pid: 42 }, { do: 'stop', pid: 43 }, start])[0]).toBe(
    '    kill 42 43; timeout 5 tail --pid=43 -f /dev/null || kill -9 42 43',
  );
});

it('waits for nothing where nothing follows', () => {
  expect(lines([{ do: 'stop', pid: 42 }])).toEqual(['    kill 42']);
});

it('breaks no line that is to be typed', () => {
  const command = `curl --unix-socket ${'/srv'.repeat(20)} http://localhost/`;
  const fix = {
    title: 'Talk to it',
    text: `Like this, as long as it may be:\n  ${command}`,
    needsRoot: false,
  };
  const printed = renderFix(fix, 'Fix:', plainTheme, 40);
  expect(printed.at(-1)).toBe(`    ${command}`);
});

it('types no second stop of what was ended by a signal of its own', () => {
  const command = 'kill -INT 42; timeout 5 tail --pid=42 -f /dev/null; true';
  expect(lines([{ do: 'run', command }, { do: 'stop', pid: 42 }, start])).toEqual([
    `    ${command}`,
    '    cd /srv && nohup node app.js &',
  ]);
});

it.each([
  ['kill -CONT 42', 'sudo kill -CONT 42'],
  ["printf '%s\\n' a >>/etc/hosts", "printf '%s\\n' a | sudo tee -a /etc/hosts"],
  ['cd /srv && nohup node app.js &', "sudo sh -c 'cd /srv && nohup node app.js &'"],
  ['sudo service nginx start', 'sudo service nginx start'],
])('gives an ordinary user what needs root by sudo: %s', (command, typed) => {
  const fix = { title: 'Mend it', steps: [{ do: 'run', command }], needsRoot: true } as const;
  expect(renderFix(fix, 'Fix:', plainTheme, 80, true)[1]).toBe(`    ${typed}`);
  expect(renderFix(fix, 'Fix:', plainTheme, 80)[1]).toBe(`    ${command}`);
  expect(renderFix({ ...fix, needsRoot: false }, 'Fix:', plainTheme, 80, true)[1]).toBe(`    ${command}`);
});

it('names the editor that root lends an ordinary user', () => {
  const steps = [{ do: 'edit', file: '/etc/hosts', find: 'a', replace: 'b' }] as const;
  expect(renderFix({ title: 'Mend it', steps, needsRoot: true }, 'Fix:', plainTheme, 80, true)[1]).toBe(
    '    sudoedit /etc/hosts',
  );
});

it.each([
  ['  sudo nginx -t', '    nginx -t'],
  ['  sudo certbot renew && sudo service nginx reload', '    certbot renew && service nginx reload'],
  ['  kill 4; sudo systemctl enable --now shop', '    kill 4; systemctl enable --now shop'],
  ['  sudo -u postgres psql', '    sudo -u postgres psql'],
])('gives root what is typed without sudo, which a container may lack: %s', (text, typed) => {
  const fix = { title: 'x', text, needsRoot: true };
  expect(renderFix(fix, 'Fix:', plainTheme, 80, false)[1]).toBe(typed);
  expect(renderFix(fix, 'Fix:', plainTheme, 80, true)[1]).toBe(`  ${text}`);
});

it('sets what is typed further in than what is said, so that it can be pasted whole', () => {
  const text = 'nft forgets it at a reboot. Ask again:\n  netcheck why 8000';
  const fix = { title: 'Let it in', steps: [{ do: 'run', command: 'nft add x' }], text, needsRoot: false };
  expect(renderFix(fix as Fix, 'Fix:', plainTheme, 80)).toEqual([
    '  Fix: Let it in.',
    '    nft add x',
    '  nft forgets it at a reboot. Ask again:',
    '    netcheck why 8000',
  ]);
});
