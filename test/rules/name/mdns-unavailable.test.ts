import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/name/mdns-unavailable.js';
import { lookedUp, ofName, says } from '../../support/names.js';

const local = (over = {}) =>
  lookedUp([], {
    name: 'printer.local',
    answers: [says('10.0.0.53', 'NXDOMAIN', [], 'printer.local')],
    ...over,
  });

describe('name/mdns-unavailable', () => {
  it('is found without a source for .local names', () =>
    expect(ofName(rule, { names: local() })).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('(files dns)'),
    }));

  it('is found where nobody is behind the source', () =>
    expect(
      ofName(rule, { names: local({ order: ['files', 'mdns4_minimal', '[NOTFOUND=return]', 'dns'] }) }),
    ).toMatchObject({
      summary: expect.stringContaining('asks Avahi, which does not run'),
    }));

  it.each([
    [
      'Avahi runs, so the name is not there',
      local({ order: ['files', 'mdns4_minimal', 'dns'], multicast: true }),
      'linux',
    ],
    ['systemd-resolved looks for them', local({ order: ['resolve'] }), 'linux'],
    ['it is no .local name', lookedUp([], { answers: [says('10.0.0.53', 'NXDOMAIN')] }), 'linux'],
    ['it was found', lookedUp(['10.77.0.9'], { name: 'printer.local' }), 'linux'],
    ['the system does mDNS by itself', local(), 'darwin'],
  ] as const)('is ruled out where %s', (_, names, platform) =>
    expect(ofName(rule, { names, platform })).toBe('ruled-out'),
  );
});
