import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** TensorBoard (tensorflow.org/tensorboard). */
export const program: Program = byOption({
  id: 'tensorboard',
  title: 'TensorBoard',
  names: ['tensorboard', 'tensorboard.main'],
  options: ['--host'],
  ports: [6006],
  address: '127.0.0.1',
});
