import { resolve } from '../../../src/facts/probes/resolve.js';

console.log(JSON.stringify(await resolve('shop.test', 1500)));
