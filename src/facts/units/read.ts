export { readPm2 } from './pm2.js';
export { readUnits, type Wanted } from './systemd.js';
