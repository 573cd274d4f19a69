import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** `vue-cli-service serve` (cli.vuejs.org). */
export const program: Program = byOption({
  id: 'vue-cli',
  title: 'Vue CLI',
  names: ['vue-cli-service', 'vue-cli-service.js'],
  command: ['serve'],
  options: ['--host'],
  ports: [8080],
  address: '0.0.0.0',
});
