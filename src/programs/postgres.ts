import type { ConfigurationFile } from '../facts/configuration/types.js';
import { boundBy } from './directive.js';
import { filesAt } from './door.js';
import { editMatch } from './edit.js';
import { argumentChange } from './generic.js';
import { optionValue } from './options.js';
import type { Candidate, Change, FileDoor, Program, Situation, Wanted } from './program.js';
import { recognition } from './recognise.js';

const NAME = /^(postgres|postmaster|postgresql)$/;

function configuration({ process, invocation }: Candidate, door: FileDoor): readonly ConfigurationFile[] {
  const { args } = invocation;
  const data = optionValue(args, ['-D']) ?? process.directory ?? '';
  const main =
    args.find(word => word.startsWith('config_file='))?.slice('config_file='.length) ??
    `${data}/postgresql.conf`;
  const folder = main.slice(0, main.lastIndexOf('/'));
  const hba = optionValue(args, ['hba_file']) ?? `${folder}/pg_hba.conf`;
  return filesAt(door, [main, `${data}/postgresql.auto.conf`, hba]);
}

function listenAt(situation: Situation, wanted: Wanted, candidate: Candidate): readonly Change[] {
  const byArgument = argumentChange(candidate, boundBy(situation), wanted);
  if (byArgument.length > 0) return byArgument;
  const value = wanted.address === '0.0.0.0' || wanted.address === '::' ? '*' : wanted.address;
  const edits = situation.configuration
    .filter(file => /postgresql(\.auto)?\.conf$/.test(file.path))
    .flatMap(
      file =>
        editMatch(file, /^(#?[ \t]*listen_addresses\s*=\s*'[^'\n]*')/m, `listen_addresses = '${value}'`) ??
        [],
    );
  if (edits.length === 0) return [];
  return [
    {
      title: `Set listen_addresses to '${value}' in postgresql.conf`,
      edits: edits.slice(-1),
      risk: "pg_hba.conf still decides who may log in from where: it needs a line for the clients' network.",
    },
  ];
}

/** PostgreSQL (postgresql.org, "Connections and Authentication", "Shutting Down the Server"). */
export const program: Program = {
  id: 'postgres',
  title: 'PostgreSQL',
  defaultPorts: [5432],
  defaultAddress: '127.0.0.1',
  speaks: 'other',
  stopSignal: 'INT',
  onHangUp: 'reloads its configuration',
  bindErrors: [/could not bind \S+ address "([^"]+)"/],
  recognise: candidate => {
    const { invocation, process, parent } = candidate;
    const title = process.command[0] ?? '';
    if (!NAME.test(invocation.name) && !/^postgres(: |$)/.test(title)) return undefined;
    const version = /\/(\d+)\/bin\//.exec(process.executable ?? '')?.[1] ?? null;
    const worker = /^postgres: /.test(title) || parent?.name === process.name;
    return recognition('PostgreSQL', worker ? 'worker' : 'master', version);
  },
  configuration,
  logs: (_, door) => door.list('/var/log/postgresql').map(name => `/var/log/postgresql/${name}`),
  listenAt,
};
