import { expect, it } from 'vitest';
import { sudoAgain } from '../../src/commands/as-root.js';

it('asks root for the same fix of the same question', () => {
  expect(sudoAgain({ target: '8000' })).toBe('sudo netcheck fix 8000');
  expect(sudoAgain({ target: '8000', from: 'any', fix: '1' })).toBe('sudo netcheck fix 8000');
  expect(sudoAgain({ target: 'my app', '6': true, from: 'lan', fix: '2' })).toBe(
    "sudo netcheck fix 'my app' -6 --from lan --fix 2",
  );
});
