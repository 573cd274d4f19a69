# Rules drop what is far longer than anything that is asked here.
# ask: 8000 --from lan
setup() { web 8000; iptables-nft -A INPUT -p tcp --dport 8000 -m connbytes --connbytes 50000000 --connbytes-dir both --connbytes-mode bytes -j DROP; input_rules 'tcp dport 8000 ct bytes > 100000000 drop; tcp dport 8000 meta length > 1500 drop;'; }
client() { fetch_there http://$here:8000/; }
