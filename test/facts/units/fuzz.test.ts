import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLogs } from '../../../src/facts/logs/read.js';
import { outputFile } from '../../../src/facts/units/log.js';
import { readPm2 } from '../../../src/facts/units/pm2.js';
import { firstPart } from '../../../src/facts/units/pm2-rpc.js';
import { parseUnits } from '../../../src/facts/units/systemctl.js';
import { realSystem } from '../../../src/system/real.js';
import { unit } from '../../programs/situation.js';
import { running } from '../../support/healthy.js';
import { byteMutants, dataMutants, expectUnpolluted, fuzz, mutants } from '../../support/mutate.js';
import { message } from './pm2-message.js';

const shown = `Restart=always
MainPID=29
NRestarts=3
ExecMainStartTimestampMonotonic=1402684190
ExecMainCode=2
ExecMainStatus=9
ExecStart={ path=/usr/bin/python3 ; argv[]=/usr/bin/python3 server.py --port 8000 ; ignore_errors=no ; pid=29 }
WorkingDirectory=!/srv/shop
Id=shop.service
LoadState=loaded
ActiveState=activating
FragmentPath=/run/systemd/system/shop.service
DropInPaths=/etc/systemd/system/shop.service.d/a.conf /etc/b.conf
UnitFileState=enabled-runtime

Listen=[::]:8002 (Stream)
Listen=/run/echo.sock (Stream)
Id=echo.socket
`;

it('systemctl show', () => {
  fuzz([shown], text => {
    for (const { name, command, files, listens, restarts } of parseUnits(text, 'system', 1_000_000)) {
      expect([name, command, ...files, ...listens].every(each => typeof each === 'string')).toBe(true);
      expect(Number.isNaN(restarts)).toBe(false);
    }
  });
});

it('unit files and logs', () => {
  fuzz(
    ['[Service]\nExecStart=/srv/app\nStandardOutput=append:/var/log/a.log\nStandardError=journal\n'],
    text => {
      const path = outputFile({ ...realSystem, read: () => text.slice(0, 64 * 1024) }, unit());
      expect(typeof (path ?? '')).toBe('string');
    },
  );
  fuzz(['Traceback (most recent call last):\nOSError: [Errno 98] Address already in use\n'], text => {
    const status = () => ({ kind: 'file', size: text.length, modifiedAt: 0 }) as never;
    const logs = readLogs({ ...realSystem, status, read: () => text }, [
      { path: '/srv/a.log', because: 'process-output', pid: 1 },
    ]);
    for (const { lines } of logs.status === 'unknown' ? [] : logs.value)
      expect(Math.max(0, ...lines.slice(0, 100).map(line => line.length))).toBeLessThanOrEqual(4096);
  });
});

/** One entry of what PM2's daemon tells. */
const told = {
  pid: 42,
  name: 'shop',
  pm2_env: {
    pm_id: 0,
    name: 'shop',
    exec_mode: 'cluster_mode',
    status: 'errored',
    restart_time: 15,
    unstable_restarts: 1,
    pm_uptime: 1763690000000,
    pm_exec_path: '/srv/app.js',
    exec_interpreter: 'node',
    args: ['--port', '8000'],
    pm_cwd: '/srv',
    pm_out_log_path: '/srv/out.log',
    pm_err_log_path: '/srv/error.log',
    PORT: 8000,
    env: { PORT: '8000', PWD: '/srv', _: '/usr/bin/pm2' },
  },
};

it('the parts of a message of PM2', () => {
  fc.assert(
    fc.property(byteMutants([message([told])]), bytes => void firstPart(bytes)),
    { numRuns: 300 },
  );
});

const home = mkdtempSync(join(tmpdir(), 'netcheck-pm2-'));
let answer: Buffer = Buffer.alloc(0);
const server = createServer(socket => {
  socket.on('error', () => {});
  socket.once('data', () => socket.end(answer));
});
beforeAll(() => new Promise<void>(resolve => void server.listen(join(home, 'rpc.sock'), () => resolve())));
afterAll(() => {
  server.close();
  rmSync(home, { recursive: true, force: true });
});

it('entries of PM2 are of their types, or nobody answered', async () => {
  const daemon = running(7, [`PM2 v7.0.4: God Daemon (${home})`]);
  await fc.assert(
    fc.asyncProperty(dataMutants([[told, told]]), mutants(['[{"name":"shop"}]']), async (list, dump) => {
      answer = message(list);
      const read = (path: string) => {
        if (path.startsWith(home)) return dump;
        throw Object.assign(new Error(path), { code: 'ENOENT' });
      };
      const fact = await readPm2({ ...realSystem, read }, [daemon], 'nowhere');
      for (const entry of fact.status === 'unknown' ? [] : fact.value) {
        const { name, script, args, ports, program, log, restarts } = entry;
        expect([name, script, program, ...args, ...log].every(each => typeof each === 'string')).toBe(true);
        expect([restarts, ...ports].every(each => Number.isFinite(each))).toBe(true);
      }
      expect(fact).not.toMatchObject({ status: 'partial', value: [] });
    }),
    { numRuns: 100 },
  );
  expectUnpolluted();
});
