# A drop stands in a nat chain, and no rule has the kernel track connections: it never calls that chain.
# ask: 8000 --from lan
setup() { web 8000; nft 'table ip nat { chain p { type nat hook prerouting priority dstnat; tcp dport 8000 drop; }; }'; }
client() { fetch_there http://$here:8000/; }
