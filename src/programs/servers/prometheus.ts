import { asEndpoint, byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Prometheus (prometheus.io). */
export const program: Program = byOption({
  id: 'prometheus',
  title: 'Prometheus',
  names: ['prometheus'],
  options: ['--web.listen-address='],
  value: asEndpoint,
  ports: [9090],
  address: '0.0.0.0',
});
