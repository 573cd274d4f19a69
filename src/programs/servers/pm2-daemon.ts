import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** The daemon of PM2, which holds the port of applications in cluster mode (pm2.keymetrics.io, "Cluster Mode"). */
export const program: Program = {
  id: 'pm2-daemon',
  title: 'PM2',
  defaultPorts: [],
  defaultAddress: null,
  recognise: ({ process }) => {
    const isDaemon = /^PM2 v[\d.]+(?:[^\s\d.]\S*)?: God Daemon/.test(process.command[0] ?? '');
    return isDaemon ? recognition('PM2', 'master') : undefined;
  },
};
