import { valueIn } from '../../facts/fact.js';
import { isWildcard } from '../../net/prefix.js';
import { addressVariables } from '../../programs/fixes/generic.js';
import { defineRule } from '../rule.js';
import { at, holdersOf, named } from '../serving.js';
import { missedBy } from './address.js';

/** Variables by which frameworks choose where they listen. */
const variables =
  /^(HOST|HOSTNAME|BIND|ADDRESS|ADDR|LISTEN|LISTEN_ADDR|IP|SERVER_HOST|SERVER_ADDR|SERVER_ADDRESS|FLASK_RUN_HOST|UVICORN_HOST|STREAMLIT_SERVER_ADDRESS|ETCD_LISTEN_CLIENT_URLS)$/;

/** Whether a value names one of these addresses: alone, or as the host of a URL or of address:port. */
const isAt = (value: string, names: readonly string[]): boolean => {
  const bare = value.replace(/^\w+:\/\//, '');
  return names.some(
    each => bare === each || [each, `[${each}]`].includes(bare.replace(/(?<=[\w.\]]):\d+$/, '')),
  );
};

/** A variable in the listener's environment explains where it listens. */
export const rule = defineRule({
  code: 'bind/env-moved',
  needs: ['sockets', 'interfaces', 'machine', 'owners', 'processes'],
  mayUse: ['configuration', 'units', 'pm2', 'containers', 'logs', 'probes'],
  check({ sockets, interfaces, machine, owners, processes, ...others }, question) {
    const known = { status: 'known', source: '' } as const;
    const facts = {
      sockets,
      interfaces,
      machine,
      ...others,
      owners: { ...known, value: owners },
      processes: { ...known, value: processes },
    };
    for (const socket of missedBy(facts, question))
      for (const holder of holdersOf(socket, owners, processes)) {
        const { address, port } = socket.local;
        const names = [address, ...(address.startsWith('127.') || address === '::1' ? ['localhost'] : [])];
        const found = addressVariables(holder, valueIn(others.configuration) ?? []).find(
          ([name, value, read]) =>
            (read || variables.test(name)) &&
            (isAt(value, names) ||
              ((read || name === 'HOSTNAME') && value === machine.hostName && !isWildcard(address))),
        );
        if (!found || holder.command.some(word => word.includes(address))) continue;
        const [name, value] = found;
        return {
          severity: 'note',
          summary: `${name}=${value} in the environment of ${named(holder, processes)} explains why it listens on ${at(address, port)}.`,
          says: '',
          evidence: [{ fact: 'processes', says: `${name}=${value}`, source: `/proc/${holder.pid}/environ` }],
          fixes: [
            {
              title: `Start it with ${name}=0.0.0.0, or without it`,
              text: 'Where the variable is set: its shell, unit (Environment=), .env file or container.',
              needsRoot: false,
            },
          ],
          outcome: 'refused',
        };
      }
    return undefined;
  },
});
