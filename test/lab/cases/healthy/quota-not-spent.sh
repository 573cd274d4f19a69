# A quota of which much is left.
# ask: 8000
setup() { web 8000; input_rules 'iif lo accept; tcp dport 8000 quota over 100 mbytes drop;'; }
client() { fetch_there http://$here:8000/; }
