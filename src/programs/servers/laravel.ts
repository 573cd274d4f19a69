import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Laravel's development server, `php artisan serve`, which runs PHP's own below it. */
export const program: Program = byOption({
  id: 'laravel',
  title: 'Laravel',
  names: ['artisan'],
  command: ['serve'],
  options: ['--host='],
  ports: [8000],
  address: '127.0.0.1',
});
