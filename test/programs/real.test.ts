import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import {
  apply,
  connects,
  dropFolder,
  end,
  freePort,
  logOf,
  look,
  newFolder,
  start,
  until,
  writeFiles,
} from './play.js';
import { type Server, servers } from './servers.js';

const paths = ['/usr/sbin', '/usr/local/sbin', ...(process.env.PATH ?? '').split(delimiter)];
const isHere = (program: string): boolean =>
  program.startsWith('/') ? existsSync(program) : paths.some(folder => existsSync(join(folder, program)));

/** Why a server cannot be played here; undefined where it can. */
const lacks = ({ needs }: Server): string | undefined => {
  const missing = needs.filter(program => !isHere(program));
  return missing.length > 0 ? `needs ${missing.join(', ')}: run test/setup-machine.sh` : undefined;
};

// Side by side, for each of them mostly waits.
describe.concurrent('the first fix of a server on loopback, applied', () => {
  for (const server of servers) {
    const missing = lacks(server);
    it.skipIf(missing !== undefined)(
      `${server.name}${missing ? ` (${missing})` : ''}`,
      { timeout: 120_000 },
      async ({ onTestFinished }) => {
        const folder = newFolder();
        const port = await freePort();
        onTestFinished(async () => {
          await server.end?.(folder, port);
          await end(port, folder);
          dropFolder(folder);
        });
        const at = server.at ?? '127.0.0.1';
        const elsewhere = '127.0.0.2';
        const { files, command } = server.play(port, folder);
        writeFiles(folder, files ?? {});
        start(command, folder);
        expect(await until(() => connects(at, port)), `did not start: ${logOf(folder)}`).toBe(true);
        await new Promise(resolve => setTimeout(resolve, 500));
        expect(await connects(elsewhere, port)).toBe(false);
        const seen = await look(port);
        expect(seen.identity.program).toBe(server.program);
        const [fix] = addressFixes(seen.situation, { address: '0.0.0.0', port });
        expect(fix?.steps, JSON.stringify(fix)).toBeDefined();
        await apply(fix!, folder);
        const reached = await until(() => connects(elsewhere, port), 20_000);
        expect(reached, `${JSON.stringify(fix)}\n${logOf(folder)}\n${logOf(folder, 'fix.log')}`).toBe(true);
        await server.after?.(folder, port, seen);
      },
    );
  }
});
