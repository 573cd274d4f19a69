import { openNetlink } from '../../../src/system/netlink/netlink.js';
import { nftTables } from '../../../src/system/netlink/nftables.js';

console.log(JSON.stringify(nftTables(openNetlink())?.names));
