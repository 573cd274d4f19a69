# Rules of the kinds that a hurried reader takes for the cause: limits that are not reached, flags, fragments, other senders.
# ask: 8000
# never: firewall/drop | firewall/reject
setup() {
  web 8000
  nft 'table inet f { chain input { type filter hook input priority 0; policy accept;
      tcp flags & (fin|syn|rst|psh|ack|urg) == 0 drop; tcp flags & (fin|syn) == (fin|syn) drop; ct state invalid drop; ct state new tcp flags != syn drop
      ip frag-off & 0x1fff != 0 drop; ip ttl < 2 drop; tcp option maxseg size 1-500 drop
      tcp dport 8000 quota over 500 mbytes drop; tcp dport 8000 ct count over 200 reject; tcp dport 8000 limit rate over 100/second drop; }
    chain early { type filter hook prerouting priority raw; fib saddr . iif oif missing drop; meta nfproto ipv4 fib daddr type { broadcast, multicast } drop; }; }' 2>/dev/null || true
  iptables-nft -A INPUT -m iprange --src-range 10.20.30.3-10.20.30.250 -j DROP
  iptables-nft -A INPUT -p tcp --dport 8000 -m conntrack --ctstate NEW -m recent --set --name web --rsource
  iptables-nft -A INPUT -p tcp --dport 8000 -m conntrack --ctstate NEW -m recent --update --seconds 60 --hitcount 15 --name web --rsource -j DROP
  iptables-nft -A INPUT -p tcp --dport 9000 -m string --algo bm --string bad -j DROP
}
client() { fetch_there http://$here:8000/; }
