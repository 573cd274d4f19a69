# Nothing listens on 80: a NAT rule leads to 8080, where the server is.
# ask: 10.20.30.1:80 --from lan
# never: port/nothing-listens | port/wrong-port
setup() { web 8080; nft 'table ip nat { chain pre { type nat hook prerouting priority dstnat; tcp dport 80 redirect to :8080; }; chain out { type nat hook output priority -100; ip daddr 10.20.30.1 tcp dport 80 redirect to :8080; }; }'; }
client() { fetch_there http://$here/ && fetch http://$here/; }
