import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { files } from '../../src/serve/files/files.js';
import { createNetwork, type Network } from '../../src/serve/http/server.js';
import { listenAll } from '../../src/serve/listen/listen.js';
import { makeSite } from './ask.js';
import { conformance } from './conformance.js';
import { differences } from './differences.js';
import { hasNginx, startNginx } from './nginx.js';
import { exchange } from './wire.js';

if (!hasNginx) console.warn('SKIPPED: conformance with nginx needs nginx (apt-get install nginx-light)');

/** What must agree of an answer: how it went, and what a client would do with it. Boundaries and tags are each server's own. */
const summary = (text: string): Record<string, unknown> => {
  const end = text.indexOf('\r\n\r\n');
  const header = (name: string): string | undefined =>
    new RegExp(`^${name}: (.*)$`, 'im').exec(text.slice(0, end))?.[1]?.trim();
  const status = Number(text.slice(9, 12));
  const answers = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(match => match[1]);
  const page = status >= 300 || /sort=|Index of/.test(text);
  const several = header('content-type')?.startsWith('multipart/') ?? false;
  return {
    answers,
    contentRange: header('content-range'),
    location: header('location')?.replace(/^http:\/\/[^/]*/, ''),
    lastModified: header('last-modified'),
    tag: header('etag') !== undefined,
    ...(status < 300
      ? {
          type: header('content-type')?.replace(/boundary=.*/, ''),
          ...(several || answers.length > 1 ? {} : { length: header('content-length') }),
          ...(page || several || answers.length > 1 ? {} : { body: text.slice(end + 4) }),
        }
      : {}),
  };
};

describe.skipIf(!hasNginx)('next to nginx on the same directory', () => {
  let site: ReturnType<typeof makeSite>;
  let nginx: Awaited<ReturnType<typeof startNginx>>;
  let network: Network;
  let servers: Server[];
  let port: number;
  beforeAll(async () => {
    site = makeSite();
    nginx = await startNginx(site.directory);
    network = createNetwork(files({ directory: site.directory }));
    ({ servers, port } = await listenAll(
      network.create,
      [{ address: '127.0.0.1', family: 4, device: 'lo' }],
      0,
    ));
  });
  afterAll(() => {
    nginx.stop();
    for (const server of servers) server.close();
    network.guard.stop();
    site.remove();
  });

  const tagOf = async (at: number): Promise<string> =>
    /^etag: (.*)$/im.exec(await exchange(at, 'HEAD /a.txt HTTP/1.0\r\n\r\n'))![1]!.trim();

  it('answers differ only where that is written down', { timeout: 60_000 }, async () => {
    const places = [
      { port, tag: await tagOf(port) },
      { port: nginx.port, tag: await tagOf(nginx.port) },
    ];
    const differing: string[] = [];
    for (const { what, request } of conformance) {
      const [ours, theirs] = await Promise.all(
        places.map(async place => summary(await exchange(place.port, request.replaceAll('TAG', place.tag)))),
      );
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) differing.push(what);
    }
    expect(differing.sort()).toEqual(differences.map(({ what }) => what).sort());
  });
});

it('the manual lists every difference', () => {
  const manual = readFileSync(new URL('../../docs/serve.md', import.meta.url), 'utf8');
  for (const { what, nginx, ours, because } of differences)
    expect(manual).toContain(`| ${what} | ${nginx} | ${ours} | ${because} |`);
});
