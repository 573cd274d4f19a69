import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/http/websocket-closed.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import { answer, heard, said, typed } from '../../support/talks.js';

const asked = typed('ws://10.77.0.1:8000/chat');
const ended = (status: number, reason = '') =>
  heard([said({ upgrade: true, path: '/chat', http: answer(101), ended: { status, reason } })], {
    sockets: known([listener('0.0.0.0', 8000)], 'the test'),
    owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
    processes: known([running(7, ['python3', '/usr/bin/websockify', '8000', 'localhost:5900'])], 'the test'),
  });

describe('http/websocket-closed: The server ends the WebSocket at once', () => {
  it('is an error where the server itself is in trouble, with the place that it hands on to', () => {
    const found = verdictOf(rule, ended(1011, 'Failed to connect to downstream server'), asked);
    expect(found).toMatchObject({ severity: 'error', outcome: 'http-error' });
    expect(found).toMatchObject({
      summary: expect.stringContaining('status 1011 (Failed to connect to downstream server)'),
      fixes: [{ text: expect.stringContaining('netcheck why localhost:5900') }],
    });
    expect(verdictOf(rule, ended(1006), asked)).toMatchObject({
      severity: 'error',
      says: 'WebSocket ended, 1006',
    });
  });

  it('is a warning where the client is not wanted, and nothing for an ordinary end', () => {
    expect(verdictOf(rule, ended(4401, 'no token'), asked)).toMatchObject({
      severity: 'warning',
      outcome: 'ok',
    });
    expect(verdictOf(rule, ended(1000), asked)).toBe('ruled-out');
    const open = heard([said({ upgrade: true, path: '/chat', http: answer(101) })]);
    expect(verdictOf(rule, open, asked)).toBe('ruled-out');
  });
});
