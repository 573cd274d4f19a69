import { openNetlink } from '../../../src/system/netlink/netlink.js';
import { nftTablesExist } from '../../../src/system/netlink/nftables.js';

console.log(nftTablesExist(openNetlink()));
