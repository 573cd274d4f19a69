# A forgotten NAT rule sends the port to another, where nothing listens.
# ask: 8000 --from lan
# says: 8888
# twin: port/nothing-listens
setup() { web 8000; nft 'table ip old { chain pre { type nat hook prerouting priority dstnat; iifname "eth0" tcp dport 8000 redirect to :8888; }; }'; }
client() { fetch_there http://$here:8000/; }
heal() { nft delete table ip old; }
