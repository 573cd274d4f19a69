export { readPm2 } from './pm2.js';
export { readUnits } from './systemd.js';
