import { expect, it } from 'vitest';
import { diagnosed, errors, probe } from '../../support/healthy.js';

const failed = (errno: string) => [{ ...probe('10.0.0.9', 9000, 'failed'), errno }];

it('finds EADDRNOTAVAIL from connect()', () => {
  expect(errors(diagnosed('10.0.0.9:9000', { probes: failed('EADDRNOTAVAIL'), sockets: [] }))[0]).toBe(
    'tcp/ephemeral-exhausted',
  );
});

it('is not said of another error', () => {
  expect(errors(diagnosed('10.0.0.9:9000', { probes: failed('EINVAL'), sockets: [] }))).not.toContain(
    'tcp/ephemeral-exhausted',
  );
});
