# The network gets in, and of this machine's own connections only those by 127.0.0.1, as many a default drop has it.
# ask: 8000 --from lan
setup() { web 8000; input_rules drop 'iif lo ip saddr 127.0.0.0/8 accept; iifname "eth0" tcp dport 8000 accept; ct state established accept;'; }
client() { fetch_there http://$here:8000/; }
