import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { wildcardOf } from '../../net/address.js';
import { isLoopback, isWildcard } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { masterOf } from '../../programs/family.js';
import { spellings, spells } from '../../programs/fixes/address-words.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { addressVariables } from '../../programs/fixes/generic.js';
import { recognised } from '../../programs/identify.js';
import { optionsInVariable } from '../../programs/invocation.js';
import { literal } from '../../programs/literal.js';
import { isSource } from '../../programs/sources/is-source.js';
import { defineRule, type Finding } from '../rule.js';
import { at, holdersOf, named } from '../serving.js';
import { type AddressFacts, addressMayUse, addressNeeds, boundElsewhere, missedBy } from './address.js';
import { asksLoopback } from './own-address.js';

/** Variables by which frameworks choose where they listen. */
const variables =
  /^(HOST|HOSTNAME|BIND|ADDRESS|ADDR|LISTEN|(?:BIND|LISTEN)_(?:ADDR|ADDRESS|HOST)|HTTP_ADDR|IP|SERVER_HOST|SERVER_ADDR|SERVER_ADDRESS|ETCD_LISTEN_CLIENT_URLS|ASPNETCORE_URLS|NITRO_HOST|NUXT_HOST|ROCKET_ADDRESS)$/;
/** Those of one program each, which no other goes by. */
const ofOneProgram: Readonly<Record<string, string>> = {
  FLASK_RUN_HOST: 'flask',
  UVICORN_HOST: 'uvicorn',
  STREAMLIT_SERVER_ADDRESS: 'streamlit',
  GUNICORN_CMD_ARGS: 'gunicorn',
};

/** Whether a value names one of these addresses: alone, or as the host of a URL or of address:port. */
const isAt = (value: string, names: readonly string[]): boolean => {
  const bare = value.replace(/^\w+:\/\//, '');
  return names.some(
    each => bare === each || [each, `[${each}]`].includes(bare.replace(/(?<=[\w.\]]):\d+$/, '')),
  );
};

/** The variable that holds where the socket is bound; none where the command line says so itself. */
function variableOf(
  { configuration, machine, processes }: AddressFacts,
  { local: { address } }: Socket,
  holder: Process,
): { readonly name: string; readonly setting: string; readonly read?: boolean } | undefined {
  if (isWildcard(address) || spells(holder.command.join(' '), address)) return undefined;
  const bound = spellings(address);
  const others = valueIn(processes) ?? [];
  const program = recognised(masterOf(holder, others), others)?.program.id;
  // The others of these may be secrets: --env=TOKEN=…
  const option = optionsInVariable(holder).find(word => spells(word, address));
  if (program === 'gunicorn' && option)
    return { name: 'GUNICORN_CMD_ARGS', setting: `GUNICORN_CMD_ARGS (${option})` };
  const isItsOwn = (name: string) => program !== undefined && ofOneProgram[name] === program;
  const found = addressVariables(holder, valueIn(configuration) ?? [], bound, machine.hostName).find(
    ({ name, value, read, byName }) =>
      byName || ((read || variables.test(name) || isItsOwn(name)) && isAt(value, bound)),
  );
  return found && { name: found.name, setting: `${found.name}=${found.value}`, read: found.read };
}

/** The fix changes the line of a file in which the variable is set for the server: `environment=HOST="127.0.0.1"`. */
const setsIn = (fix: Fix | undefined, name: string, files: readonly ConfigurationFile[]): boolean =>
  (fix?.steps ?? []).some(step => {
    if (step.do !== 'edit') return false;
    const text = files.find(({ path }) => path === step.file)?.text ?? '';
    const end = text.indexOf(step.find) + step.find.length;
    const line = text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
    return new RegExp(`(?<!\\w)${name}=`).test(line);
  });

/** A source that is known and does not speak of the variable has its address by default, whoever sets that. */
function mayRead(name: string, files: readonly ConfigurationFile[]): boolean {
  const sources = files.filter(isSource);
  const word = new RegExp(`(?<!\\w)${literal(name)}(?!\\w)`, 'i');
  return sources.length === 0 || sources.some(({ text }) => word.test(text));
}

/** A line of a source sets where it listens by the variable: `bind = os.environ["BIND"]`, `bind "tcp://#{ENV["BIND"]}:80"`. An application may read it for its links. */
function listensBy(name: string, files: readonly ConfigurationFile[]): boolean {
  const word = new RegExp(
    `\\b(?:bind|listen|host|address)["']?(?:\\s{0,9}[:=(]|\\s["']).{0,200}(?<!\\w)${literal(name)}(?!\\w)`,
  );
  return files.filter(isSource).some(({ text }) => word.test(text));
}

/** What the variable of one who holds the listener did; nothing where the program does not go by it. */
function movedBy(
  facts: AddressFacts,
  question: Question,
  socket: Socket,
  holder: Process,
): Finding | undefined {
  const { address, port } = socket.local;
  const onLoopback = isLoopback(address);
  const found = onLoopback !== asksLoopback(question) && variableOf(facts, socket, holder);
  if (!found) return undefined;
  const { name, setting, read } = found;
  const far = onLoopback
    ? ', and only programs on this machine reach a loopback address'
    : ` only; ${at(question.address, port)} is another address of this machine`;
  const finding = boundElsewhere(facts, socket, {
    summary: `${setting} in the environment of ${named(holder, valueIn(facts.processes) ?? [])} has it listen on ${at(address, port)}${far}.`,
    says: `${address}, by ${name}`,
    wanted: wildcardOf(question.family),
  });
  // What does not go by the variable is told otherwise, by a flag or a line of a file; unless a file of its reads it.
  const [fix] = finding.fixes;
  const files = valueIn(facts.configuration) ?? [];
  const isSet = fix?.title.includes(` ${name}=`) || (mayRead(name, files) && setsIn(fix, name, files));
  if (!ofOneProgram[name] && !isSet && !(read && listensBy(name, files))) return undefined;
  const source = `/proc/${holder.pid}/environ`;
  return {
    ...finding,
    headline: `${name} has the server listen on ${onLoopback ? 'loopback only' : 'another address'}`,
    evidence: [{ fact: 'processes', says: setting, source }, ...finding.evidence],
    explains: ['bind/loopback-only', 'bind/one-address', 'bind/ipv4-only', 'bind/ipv6-only'],
  };
}

/** A variable in the listener's environment put it where it listens: the program goes by it, so another value mends it. */
export const rule = defineRule({
  code: 'bind/env-moved',
  needs: addressNeeds,
  mayUse: addressMayUse,
  explainedBy: [
    'bind/config-not-in-effect',
    'bind/device',
    'bind/stale-address',
    'name/wrong-address',
    'namespace/published-loopback-only',
  ],
  check(facts, question) {
    const processes = valueIn(facts.processes) ?? [];
    for (const socket of missedBy(facts, question))
      for (const holder of holdersOf(socket, facts.owners, processes)) {
        const found = movedBy(facts, question, socket, holder);
        if (found) return found;
      }
    return undefined;
  },
});
