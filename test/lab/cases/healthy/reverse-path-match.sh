# Rules of both kinds that drop forged senders: this client's way back is the one that it came by.
# ask: 8000
setup() { web 8000; iptables-legacy -t raw -A PREROUTING -m rpfilter --invert -j DROP; nft 'table inet r { chain p { type filter hook prerouting priority raw; fib saddr . mark . iif oif missing drop; }; }'; }
client() { fetch_there http://$here:8000/; }
