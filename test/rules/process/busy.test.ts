import { expect, it } from 'vitest';
import { diagnosed, errors, hanging, running } from '../../support/healthy.js';

const unanswered = hanging(8000);
const command = ['python3', '-m', 'http.server', '8000'];

it('finds a thread that burns a processor while clients wait', () => {
  const processes = [running(42, command, { state: 'R', cpu: 1, busiestThread: 0.99 })];
  expect(errors(diagnosed('8000', { processes, probes: unanswered }))).toEqual(['process/busy']);
});

it('is no fault of a server that answers', () => {
  const processes = [running(42, command, { state: 'R', cpu: 0.98, busiestThread: 0.98 })];
  const diagnosis = diagnosed('8000', { processes });
  expect(diagnosis.ruledOut).toContain('process/busy');
  expect(errors(diagnosis)).toEqual([]);
});
