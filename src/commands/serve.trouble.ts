import { createServer } from 'node:net';
import { whyNot } from '../net/errno.js';
import { ownAddresses } from '../serve/listen/addresses.js';
import { listenFrom } from '../serve/listen/listen.js';
import type { Plan } from '../serve/plan.js';
import { UsageError } from './context.js';

/** The next port above the plan's that is free on all of its places; undefined where there is none near. */
export async function nextFreePort(plan: Plan): Promise<number | undefined> {
  if (plan.port === 0 || plan.port >= 65_535) return undefined;
  try {
    const { servers, port } = await listenFrom(() => createServer(), plan.places, plan.port + 1);
    for (const server of servers) server.close();
    return port;
  } catch {
    return undefined;
  }
}

/** Why listening failed and what helps, in one line. `holder` is who has the port, `next` a free one. */
export function sayTrouble(error: NodeJS.ErrnoException, plan: Plan, holder?: string, next?: number): Error {
  const where = `${plan.host} port ${plan.port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new UsageError(
        `port ${plan.port} is taken${holder ? ` by ${holder}` : ''}`,
        next === undefined
          ? 'choose another with --port'
          : `free: --port ${next}, or --port ${plan.port}+ for the next free one`,
      );
    case 'EACCES':
      return plan.port > 0 && plan.port < 1024
        ? new UsageError(
            `port ${plan.port} needs a privilege`,
            `sudo, or a port from 1024 on: --port ${plan.port + 8000}`,
          )
        : new UsageError(
            `the system forbids to listen on ${where}`,
            'SELinux or another policy; choose another port',
          );
    case 'EADDRNOTAVAIL':
      return new UsageError(
        `${plan.host} is no address of this machine now`,
        `it has ${ownAddresses()
          .map(({ address }) => address)
          .join(', ')}`,
      );
    case 'EMFILE':
      return new UsageError('no file descriptor is left to listen with', 'raise the limit: ulimit -n');
    default:
      if (error.path !== undefined) return new UsageError(`cannot write ${error.path}: ${whyNot(error)}`);
      return error.code === undefined ? error : new UsageError(`cannot listen on ${where}: ${error.code}`);
  }
}
