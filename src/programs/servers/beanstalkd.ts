import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** beanstalkd (beanstalkd(1): -l). */
export const program: Program = byOption({
  id: 'beanstalkd',
  title: 'beanstalkd',
  names: ['beanstalkd'],
  options: ['-l'],
  ports: [11300],
  address: '0.0.0.0',
  speaks: 'other',
});
