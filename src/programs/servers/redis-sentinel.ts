import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

const NAME = /^(?:redis|valkey)-sentinel$/;

/** Redis Sentinel, by its title too (redis.io, "High availability with Redis Sentinel"). */
export const program: Program = byFile({
  id: 'redis-sentinel',
  title: 'Redis Sentinel',
  names: ['redis-sentinel', 'valkey-sentinel'],
  defaultPorts: [26379],
  defaultAddress: '127.0.0.1',
  speaks: 'other',
  file: '/etc/redis/sentinel.conf',
  setting: "sentinel.conf's bind",
  lines: () => [/^bind[ \t]+(\S.*)$/gm],
  byHand: ({ address }) =>
    `In its sentinel.conf: bind ${address}\nThen stop it and start it again as you did. protected-mode no lets others in without a password.`,
  more: {
    daemonises: ({ process }) => process.parent <= 1 && process.session === process.pid,
    startedAs: ({ process, invocation }) => (invocation.titled ? undefined : process.command),
    recognise: ({ process, invocation }) =>
      NAME.test(invocation.name) ||
      NAME.test(process.name) ||
      (/^(?:redis|valkey)-server/.test(invocation.name) && invocation.args.includes('[sentinel]'))
        ? { name: 'Redis Sentinel', role: 'single' }
        : undefined,
    logs: () => ['/var/log/redis/redis-sentinel.log'],
  },
});
