import { filesAt } from '../door.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** RabbitMQ, on Erlang's machine (rabbitmq.com, "Networking": listeners.tcp). */
export const program: Program = {
  id: 'rabbitmq',
  title: 'RabbitMQ',
  defaultPorts: [5672, 5671, 15672],
  defaultAddress: '::',
  switchedOn: {
    15672: { what: 'its management page', how: '  rabbitmq-plugins enable rabbitmq_management' },
  },
  recognise: ({ process }) =>
    process.name === 'beam.smp' && process.command.some(word => /(^|[/_])rabbit/.test(word))
      ? recognition('RabbitMQ')
      : undefined,
  configuration: (_, door) => filesAt(door, ['/etc/rabbitmq/rabbitmq.conf']),
  listenAt: (_, { address, port }) => [
    {
      title: `Let RabbitMQ listen on ${address}`,
      byHand: `In rabbitmq.conf (Debian: /etc/rabbitmq): listeners.tcp.1 = ${address}:${port}   (instead of the line with the other address)\nThen restart it: systemctl restart rabbitmq-server`,
      risk: 'The user guest may log in from its own machine only: other clients need a user of their own (rabbitmqctl add_user).',
    },
  ],
};
