import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** `kubectl port-forward` (kubernetes.io, "kubectl port-forward"). */
export const program: Program = byOption({
  id: 'kubectl-port-forward',
  title: 'kubectl port-forward',
  name: 'kubectl',
  names: ['kubectl'],
  command: ['port-forward'],
  options: ['--address'],
  ports: [],
  address: '127.0.0.1',
});
