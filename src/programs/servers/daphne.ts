import { byOption } from '../by-option.js';
import { endpointChanges } from '../fixes/twisted-endpoint.js';
import type { Program } from '../program.js';

const server = byOption({
  id: 'daphne',
  title: 'Daphne',
  names: ['daphne'],
  options: ['-b', '--bind'],
  ports: [8000],
  address: '127.0.0.1',
});

const ENDPOINT = /^(?:-e|--endpoint)/;

/** Daphne, the ASGI server of Django Channels (github.com/django/daphne): beside an endpoint, -b would open another port. */
export const program: Program = {
  ...server,
  listenAt: (situation, wanted, candidate) =>
    candidate.invocation.args.some(word => ENDPOINT.test(word))
      ? endpointChanges(situation, wanted, candidate)
      : (server.listenAt?.(situation, wanted, candidate) ?? []),
};
