import { expect, it } from 'vitest';
import { inWords } from '../../../src/rules/http/speaks.js';

it.each([
  ['ssh', 'SSH-2.0-OpenSSH_9.2p1', 'SSH-2.0-OpenSSH_9.2p1'],
  ['redis', '-NOAUTH Authentication required.', 'Redis: -NOAUTH Authentication required.'],
  ['mysql', '8.0.36', 'MySQL or MariaDB 8.0.36'],
  ['mysql', 'error 1040: Too many connections', 'MySQL or MariaDB: error 1040: Too many connections'],
  ['postgresql', 'FATAL 53300: sorry', 'PostgreSQL: FATAL 53300: sorry'],
  ['amqp', 'AMQP 0-9-1', 'AMQP 0-9-1'],
  ['ftp', '220 (vsFTPd 3.0.3)', '220 (vsFTPd 3.0.3)'],
  ['mongodb', null, 'MongoDB'],
  // Many say so.
  ['memcached', 'ERROR', 'ERROR'],
  [null, null, ''],
  ['redis', "-ERR unknown command 'PRI', with args beginning with: '*' 'HTTP/2.0' ", 'Redis'],
])('%s %s is said as %s', (protocol, banner, words) => expect(inWords(protocol, banner)).toBe(words));
