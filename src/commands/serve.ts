import { spawn } from 'node:child_process';
import cluster from 'node:cluster';
import type { Plan } from '../serve/plan.js';
import { untilEnded } from '../serve/signals.js';
import { type Running, start } from '../serve/start.js';
import type { Context } from './context.js';
import { startInBackground, tellReady } from './serve.background.js';
import { banner, lanUrl, type Ready, readyJson, tryAll } from './serve.banner.js';
import { holderOf, reachabilityOf } from './serve.diagnosis.js';
import type { ServeOptions } from './serve.options.js';
import { readPlan } from './serve.settings.js';
import { nextFreePort, sayTrouble } from './serve.trouble.js';
import { keyPairFromFirst, portForWorker, startWorkers } from './serve.workers.js';

/** How long what is being sent may take to end after SIGTERM. */
const graceMs = 10_000;

/** `netcheck serve`: listens, says where, and serves until a signal ends it. Status 0; 2 where it could not listen. */
export async function run(options: ServeOptions, context: Context): Promise<number> {
  const plan = readPlan(options, context.system.directory);
  const port = portForWorker();
  if (port !== undefined) return serveAsWorker({ ...plan, port }, context);
  if (options.background) return startInBackground(context, options.json ?? false);
  const running = await listen(plan, context);
  const ended = untilEnded(() => running.reopenLog());
  await Promise.race([announce(plan, options, running, context), ended]);
  await ended;
  await running.stop(graceMs);
  return 0;
}

const sayOn =
  (context: Context) =>
  (line: string): void =>
    context.err(`${line}\n`);

async function serveAsWorker(plan: Plan, context: Context): Promise<number> {
  const keyPair = plan.tls ? await keyPairFromFirst() : null;
  const running = await start({ ...plan, keyPair, upwards: false }, sayOn(context));
  const ended = untilEnded(() => running.reopenLog());
  process.send?.({ ready: true });
  await ended;
  await running.stop(graceMs);
  cluster.worker?.disconnect();
  return 0;
}

/** Listens; where the port is taken, says by whom and offers the next free one to whoever sits at the terminal. */
async function listen(plan: Plan, context: Context): Promise<Running> {
  const begin = plan.workers > 1 && plan.fault?.kind !== 'no-accept' ? startWorkers : start;
  try {
    return await begin(plan, sayOn(context));
  } catch (thrown) {
    const error = thrown as NodeJS.ErrnoException;
    if (error.code !== 'EADDRINUSE') throw sayTrouble(error, plan);
    const holder = await holderOf(plan.port, context);
    const next = await nextFreePort(plan);
    if (next === undefined || !context.ask) throw sayTrouble(error, plan, holder, next);
    const answer = await context.ask(
      `Port ${plan.port} is taken${holder ? ` by ${holder}` : ''}. Take ${next}? [Y/n] `,
    );
    if (!/^(y|yes|)$/i.test(answer.trim())) throw sayTrouble(error, plan, holder, next);
    return begin({ ...plan, port: next }, sayOn(context));
  }
}

async function announce(
  plan: Plan,
  options: ServeOptions,
  running: Running,
  context: Context,
): Promise<void> {
  const { port, served } = running;
  const healthy = plan.fault === null && !plan.tcp;
  const ready: Ready = {
    plan,
    port,
    served,
    tried: await tryAll(plan, port),
    reachability: healthy ? await reachabilityOf(plan.places, port, context) : undefined,
  };
  const text = options.json ? readyJson(ready) : banner(ready) + (await drawn(ready, options));
  context.out(text);
  tellReady(text);
  if (!options.json && context.terminal) context.out('Ctrl-C ends it.\n');
  if (options.open) openBrowser(ready, context);
}

async function drawn({ tried }: Ready, { qr }: ServeOptions): Promise<string> {
  if (!qr) return '';
  const url = lanUrl(tried);
  if (!url) return 'There is no address that a phone could reach: try --host 0.0.0.0.\n';
  const { renderUnicodeCompact } = await import('uqr');
  return `\n${renderUnicodeCompact(url)}\n${url}\n`;
}

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
};

function openBrowser({ tried }: Ready, context: Context): void {
  const url = tried.find(({ works }) => works)?.url;
  if (!url) return;
  const [program, ...words] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program!, [...words, url], { detached: true, stdio: 'ignore' });
  child.on('error', () => context.err(`no browser could be opened (${program} is missing): ${url}\n`));
  child.unref();
}
