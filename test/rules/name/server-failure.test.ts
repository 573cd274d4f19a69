import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/name/server-failure.js';
import { lookedUp, ofName, says } from '../../support/names.js';

describe('name/server-failure', () => {
  it.each([
    ['SERVFAIL from all', [says('10.0.0.53', 'SERVFAIL'), says('10.0.0.54', 'SERVFAIL')]],
    ['REFUSED', [says('10.0.0.53', 'REFUSED')]],
    ['one failure, one silence', [says('10.0.0.53', 'timeout'), says('10.0.0.54', 'REFUSED')]],
  ])('is found by %s', (_, answers) =>
    expect(ofName(rule, { names: lookedUp([], { error: 'EAI_AGAIN', answers }) })).toMatchObject({
      severity: 'error',
    }),
  );

  it('is a warning where the first server fails and the next one knows', () => {
    const answers = [says('10.0.0.53', 'SERVFAIL'), says('10.0.0.54', 'NOERROR', ['10.77.0.1'])];
    expect(ofName(rule, { names: lookedUp(['10.77.0.1'], { answers }) })).toMatchObject({
      severity: 'warning',
      summary: expect.stringContaining('10.0.0.53 fails (SERVFAIL)'),
    });
  });

  it.each([
    [
      'a later server says no',
      lookedUp([], { answers: [says('10.0.0.53', 'SERVFAIL'), says('10.0.0.54', 'NXDOMAIN')] }),
    ],
    ['nobody answers', lookedUp([], { answers: [says('10.0.0.53', 'timeout')] })],
    [
      'the hosts file has the name',
      lookedUp(['10.77.0.1'], { from: 'hosts', answers: [says('10.0.0.53', 'SERVFAIL')] }),
    ],
  ])('is ruled out where %s', (_, names) => expect(ofName(rule, { names })).toBe('ruled-out'));
});
