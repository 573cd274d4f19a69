import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Storybook (storybook.js.org, "CLI options"). */
export const program: Program = byOption({
  id: 'storybook',
  title: 'Storybook',
  names: ['storybook', 'storybook.js', 'start-storybook', 'start-storybook.js'],
  options: ['--host', '-h'],
  ports: [6006],
  address: '0.0.0.0',
});
