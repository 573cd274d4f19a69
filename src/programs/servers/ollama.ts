import { formatEndpoint } from '../../net/address.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** Ollama (docs.ollama.com, "How do I configure Ollama server?"): only a variable says where it listens. */
export const program: Program = {
  id: 'ollama',
  title: 'Ollama',
  defaultPorts: [11434],
  defaultAddress: '127.0.0.1',
  speaks: 'http',
  recognise: candidate =>
    isNamed(candidate, ['ollama']) && candidate.invocation.args[0] === 'serve'
      ? recognition('Ollama')
      : undefined,
  listenAt: (_, { address, port }) => {
    const value = formatEndpoint(address, port);
    return [{ title: `Start it with OLLAMA_HOST=${value}`, environment: { OLLAMA_HOST: value } }];
  },
};
