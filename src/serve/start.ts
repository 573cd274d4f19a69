import type { Socket as UdpSocket } from 'node:dgram';
import type { Server as HttpServer } from 'node:http';
import type { Server } from 'node:net';
import { applicationOf } from './application.js';
import { descriptorLimit, placesFor } from './capacity.js';
import { type CertificateKind, type KeyPair, makeCertificate } from './certificate.js';
import type { Fault } from './faults/fault.js';
import { listenDeaf } from './faults/no-accept.js';
import { faultySockets } from './faults/sockets.js';
import { createNetwork } from './http/server.js';
import { answering } from './listen/addresses.js';
import { listenAll, listenFrom } from './listen/listen.js';
import { openLog } from './log-file.js';
import type { Plan } from './plan.js';
import { createTcpEcho, listenUdpEcho } from './raw.js';

/** A server that listens. */
export interface Running {
  readonly port: number;
  /** Connections that this process serves at the same time. */
  readonly served: number;
  /** Writes the log to a new file of the same name. */
  reopenLog(): void;
  /** Takes no more connections, lets what is under way end within `graceMs`, then closes everything. */
  stop(graceMs: number): Promise<void>;
}

/** Starts what a plan asks for; throws node's error where it cannot listen. `say` gets what is worth a line on stderr. */
export const start = async (plan: Plan, say: (line: string) => void): Promise<Running> => {
  if (plan.fault?.kind === 'no-accept') return startDeaf(plan);
  const log = plan.log === null ? undefined : openLog(plan.log);
  const limits = placesFor(
    descriptorLimit(),
    plan.maxConnections && Math.ceil(plan.maxConnections / plan.workers),
  );
  const { create, stopGuard } = plan.tcp
    ? { create: () => createTcpEcho(limits.served), stopGuard: () => {} }
    : await createHttp(plan, limits, line => log?.write(line), say);
  const servers: Server[] = [];
  const listen = plan.upwards ? listenFrom : listenAll;
  const made = await listen(() => create(() => servers), plan.places, plan.port);
  servers.push(...made.servers);
  const echoes: UdpSocket[] = [];
  if (plan.udp) for (const place of plan.places) echoes.push(await listenUdpEcho(place, made.port));
  return {
    port: made.port,
    served: limits.served,
    reopenLog: () => log?.reopen(),
    stop: async graceMs => {
      for (const socket of echoes) socket.close();
      await stopServers(servers, graceMs);
      stopGuard();
      log?.close();
    },
  };
};

const createHttp = async (
  plan: Plan,
  limits: ReturnType<typeof placesFor>,
  log: (line: string) => void,
  say: (line: string) => void,
): Promise<{ create(servers: () => readonly Server[]): Server; stopGuard(): void }> => {
  const { fault } = plan;
  const tls = plan.tls ? await keyPairOf(plan) : undefined;
  let all: () => readonly Server[] = () => [];
  const network = createNetwork(applicationOf(plan, log, say), {
    limits,
    ...(tls ? { tls } : {}),
    report: error => say(`the application failed: ${(error as Error)?.stack ?? error}`),
    ...(fault ? { prepare: server => faultySockets(fault, server, () => all(), say) } : {}),
  });
  const create = (servers: () => readonly Server[]): Server => {
    all = servers;
    return network.create();
  };
  return { create, stopGuard: network.guard.stop };
};

const kindOf = (fault: Fault | null): CertificateKind =>
  fault?.kind === 'tls-expired' ? 'expired' : fault?.kind === 'tls-wrong-name' ? 'wrong-name' : 'sound';

/** The key and certificate of a plan: those of files, or made for this run. */
export const keyPairOf = async (plan: Plan): Promise<KeyPair> =>
  plan.keyPair ?? (await makeCertificate(answering(plan.places), kindOf(plan.fault)));

const startDeaf = async (plan: Plan): Promise<Running> => {
  const deaf = await listenDeaf(plan.places, plan.port);
  return { port: deaf.port, served: 0, reopenLog: () => {}, stop: () => deaf.close() };
};

/** Raw echo servers have no idle connections, but can close all. */
type Closable = Server & Partial<Pick<HttpServer, 'closeIdleConnections' | 'closeAllConnections'>>;

const stopServers = async (servers: readonly Closable[], graceMs: number): Promise<void> => {
  const closed = servers.map(
    server => new Promise<void>(resolve => (server.listening ? server.close(() => resolve()) : resolve())),
  );
  const idle = setInterval(() => {
    for (const server of servers) server.closeIdleConnections?.();
  }, 50);
  const limit = setTimeout(() => {
    for (const server of servers) server.closeAllConnections?.();
  }, graceMs);
  const given = new Promise<void>(resolve => setTimeout(resolve, graceMs + 500).unref());
  await Promise.race([Promise.all(closed), given]);
  clearInterval(idle);
  clearTimeout(limit);
};
