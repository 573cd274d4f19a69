import type { Process } from '../../facts/processes/types.js';
import { recognised } from '../identify.js';
import { invocationOf } from '../invocation.js';
import { isTerminal } from './terminal-output.js';

/** What netcheck's own server does on SIGHUP: it goes with the terminal that it was given, by any of its three descriptors. */
function ownServe({ command, input, output, errors }: Process): string | undefined {
  const at = command.findIndex(word => /(^|\/)netcheck(\.js)?$/.test(word));
  if (at === -1 || command[at + 1] !== 'serve') return undefined;
  return [input, output, errors].some(isTerminal) ? 'ends' : 'opens its log again';
}

/** Interpreters that catch SIGHUP themselves, and end on it where the program asks for nothing else. */
const endsItself = /^(java|php|ruby)$/;

/** Known programs in Go that ask for SIGHUP: they read their files again, or pay it no heed. */
const heedsIt =
  /^(?:prometheus|alertmanager|\w+_exporter|consul|vault|nomad|telegraf|promtail|traefik|coredns|dockerd|gitea|grafana(?:-server)?|influxd)$/;

/** Go's runtime catches all signals, SIGPWR and SIGSTKFLT too (os/signal, "Default behavior of signals"), and ends so as well. */
const isGo = ({ caught, name }: Process): boolean =>
  caught.includes('PWR') && caught.includes('STKFLT') && !heedsIt.test(name);

/** What a program that has a handler for SIGHUP makes of it, and its name; `does` is undefined where that is not known. */
export function onHangUp(
  process: Process,
  processes: readonly Process[],
): { readonly does: string | undefined; readonly name: string } {
  const found = recognised(process, processes);
  const own = ownServe(process);
  const told = found?.program.onHangUp;
  const does =
    own ??
    (typeof told === 'function' ? told(found!.recognition.role) : told) ??
    (endsItself.test(invocationOf(process).language ?? '') || (!found && isGo(process)) ? 'ends' : undefined);
  return { does, name: own ? 'netcheck serve' : (found?.recognition.name ?? process.name) };
}
