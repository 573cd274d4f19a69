# All that comes by lo is dropped: this machine meets its own server at no address, and the network gets in.
# ask: 8000 --from lan
setup() { web 8000; nft 'table inet f { chain i { type filter hook input priority 0; iif lo drop; }; }'; }
client() { fetch_there http://$here:8000/; }
