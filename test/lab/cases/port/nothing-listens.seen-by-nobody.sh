# Nobody listens, and an ordinary user cannot read the rules: the kernel tracks no connection, so no rule sends the port on.
# ask: 10.20.30.1:8000 --from lan
# user: nobody
setup() { web 7000; input_rules 'tcp dport 22 drop;'; }
client() { fetch_there http://$here:8000/; }
heal() { web 8000; }
