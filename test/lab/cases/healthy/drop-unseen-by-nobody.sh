# The port is open, default drop around it, and an ordinary user asks about this machine alone.
# ask: 8000 --from self
# user: nobody
setup() { web 8000; input_rules drop 'iifname "lo" accept; tcp dport 8000 accept; ct state established accept;'; }
client() { fetch http://127.0.0.1:8000/; }
