import { expect, it } from 'vitest';
import { serving } from '../../src/facts/keeping.js';
import { running } from '../support/healthy.js';

it('takes the service for the server that systemd holds the port of too, and systemd where it has started none yet', () => {
  const systemd = running(1, ['/lib/systemd/systemd', '--system']);
  const service = running(42, ['python3', 'server.py']);
  expect(serving([systemd, service])).toEqual([service]);
  expect(serving([systemd])).toEqual([systemd]);
});
