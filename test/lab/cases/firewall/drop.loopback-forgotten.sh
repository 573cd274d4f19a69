# Everything is dropped but SSH, and somebody forgot lo: programs here cannot reach each other, in either direction.
# ask: 8000 --from self
# fix: yes
setup() { web 8000; input_rules drop 'tcp dport 22 accept;'; }
client() { fetch http://127.0.0.1:8000/; }
heal() { nft insert rule inet lab input iifname lo accept; }
