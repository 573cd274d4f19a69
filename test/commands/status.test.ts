import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { diagnosis, errorsIn, netcheck } from '../support/netcheck.js';

/** What netcheck says of a URL whose server answers like this. */
async function asked(status: number, headers: Record<string, string> = {}, path = 'http') {
  const server = createServer((_, response) => response.writeHead(status, headers).end('{}'));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const target = path === 'http' ? `http://127.0.0.1:${port}/api` : String(port);
  const printed = await netcheck(['why', target, '--from', 'self', '--json']);
  server.close();
  return { summary: JSON.parse(printed.stdout).summary as string, printed };
}

describe('an answer to a URL that is no error', () => {
  it.each([
    [400, {}, '400 Bad Request: the server is there, and finds something wrong with this request'],
    [405, {}, '405 Method Not Allowed: the path is there, but not for the method GET.'],
    [405, { allow: 'POST, OPTIONS' }, 'not for the method GET (it takes POST, OPTIONS).'],
    [422, {}, '422 Unprocessable Entity: the path is there, and the application misses parameters'],
    [426, { upgrade: 'websocket' }, '426 Upgrade Required: the path is there, and wants another protocol'],
  ])(
    '%s %j is explained',
    async (status, headers, expected) => {
      const { summary, printed } = await asked(status, headers);
      expect(summary).toContain(expected);
      expect(diagnosis(printed).verdict).toBe('reachable');
      expect(errorsIn(printed)).toEqual([]);
    },
    30_000,
  );

  it.each([200, 204])(
    '%s needs no words',
    async status => {
      expect((await asked(status)).summary).toMatch(/\)\.$/);
    },
    30_000,
  );

  it('is nobody’s business where a port was asked', async () => {
    expect((await asked(405, {}, 'port')).summary).not.toMatch(/\b405 /);
  }, 30_000);

  it('is said beside it where the server fails at it', async () => {
    expect((await asked(503, {}, 'port')).summary).toContain(' answers, with 503 Service Unavailable: ');
  }, 30_000);
});
