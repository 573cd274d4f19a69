import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Angular's `ng serve` (angular.dev, "ng serve"). */
export const program: Program = byOption({
  id: 'angular',
  title: 'Angular',
  names: ['ng', 'ng.js'],
  command: ['serve', 's', 'dev'],
  options: ['--host'],
  ports: [4200],
  address: '::1',
});
