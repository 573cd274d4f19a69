import cluster, { type Worker } from 'node:cluster';
import { createServer } from 'node:net';
import { listenAll, listenFrom } from '../serve/listen/listen.js';
import type { Plan } from '../serve/plan.js';
import { keyPairOf, type Running } from '../serve/start.js';

const portVariable = 'NETCHECK_SERVE_PORT';

/** The port that the first process chose, in a worker of it; undefined elsewhere. */
export const portForWorker = (): number | undefined =>
  cluster.isWorker && process.env[portVariable] ? Number(process.env[portVariable]) : undefined;

/** One certificate for all workers: what each gets from the first process. */
type KeyPair = Plan['keyPair'];

/** In a worker: the key and certificate that the first process sends, by message and not where others could read it. */
export const keyPairFromFirst = (): Promise<KeyPair> =>
  new Promise(resolve => {
    process.once('message', (message: { keyPair: KeyPair }) => resolve(message.keyPair));
  });

/** A worker that lived shorter than this died of what would kill the next one, too. */
const quickDeathMs = 2000;
const mostQuickDeaths = 5;

/**
 * Starts the plan's workers on one listening socket that they share, each accepting for itself, and starts another one
 * for each that dies. Resolves when all of them listen; throws node's error where the port cannot be had.
 */
export const startWorkers = async (plan: Plan, say: (line: string) => void): Promise<Running> => {
  const port = await choosePort(plan);
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  process.env[portVariable] = String(port);
  const keyPair = plan.tls ? await keyPairOf(plan) : null;
  let stopping = false;
  let quickDeaths = 0;

  const fork = (): Promise<void> => {
    const worker = cluster.fork();
    if (keyPair) worker.send({ keyPair });
    const born = Date.now();
    worker.once('exit', (status, signal) => {
      if (stopping) return;
      quickDeaths = Date.now() - born < quickDeathMs ? quickDeaths + 1 : 0;
      say(`worker ${worker.process.pid} ended (${signal ?? `status ${status}`})`);
      if (quickDeaths < mostQuickDeaths)
        setTimeout(() => void fork().catch(() => {}), 100 * 2 ** quickDeaths);
      else process.kill(process.pid, 'SIGTERM');
    });
    return listening(worker);
  };

  await Promise.all(Array.from({ length: plan.workers }, fork));
  const each = (act: (worker: Worker) => void): void => {
    for (const worker of Object.values(cluster.workers ?? {})) if (worker) act(worker);
  };
  return {
    port,
    served: Math.ceil((plan.maxConnections ?? 1000) / plan.workers),
    reopenLog: () => each(worker => worker.process.kill('SIGHUP')),
    stop: async graceMs => {
      stopping = true;
      const gone = Object.values(cluster.workers ?? {}).map(
        worker => new Promise<void>(resolve => (worker ? worker.once('exit', () => resolve()) : resolve())),
      );
      each(worker => worker.process.kill('SIGTERM'));
      const limit = setTimeout(() => each(worker => worker.process.kill('SIGKILL')), graceMs + 1000);
      await Promise.all(gone);
      clearTimeout(limit);
    },
  };
};

const listening = (worker: Worker): Promise<void> =>
  new Promise((resolve, reject) => {
    worker.on('message', (message: { ready?: boolean }) => {
      if (message?.ready) resolve();
    });
    worker.once('exit', () => reject(new Error('a worker ended before it listened')));
  });

/** Found out here, so that what stands in the way is said once and not by each worker. */
const choosePort = async (plan: Plan): Promise<number> => {
  const listen = plan.upwards ? listenFrom : listenAll;
  const { servers, port } = await listen(() => createServer(), plan.places, plan.port);
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return port;
};
