import { expect, it } from 'vitest';
import { diagnosed, errors, listener, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

const elsewhere = (port: number, more = {}) => ({
  ...nobody,
  listeners: [listener('0.0.0.0', port)],
  owners: { pidsByInode: { [5000 + port]: [42] }, hidden: [] },
  processes: [running(42, ['node', 'server.js'], { environment: { PORT: String(port) }, ...more })],
});

it('names the server of this directory that listens elsewhere', () => {
  const diagnosis = diagnosed('8000', elsewhere(5000));
  expect(errors(diagnosis)).toEqual(['port/wrong-port']);
  expect(diagnosis.causes[0]?.summary).toContain('5000');
});

it('takes no stranger for it', () => {
  expect(errors(diagnosed('8000', elsewhere(5000, { directory: '/opt/other', environment: {} })))).toEqual([
    'port/nothing-listens',
  ]);
});

it('takes no port for it that the kernel chose', () => {
  expect(errors(diagnosed('8000', elsewhere(45000)))).not.toContain('port/wrong-port');
});
