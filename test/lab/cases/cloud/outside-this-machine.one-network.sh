# The client's own firewall stops what it sends: nothing on this machine is in the way, and from here nobody can know more.
# ask: 8000 --from 10.20.30.2
# expect: cloud/outside-this-machine
# twin: firewall/drop
setup() { web 8000; over_there nft 'table inet own { chain out { type filter hook output priority 0; tcp dport 8000 drop; }; }'; }
client() { fetch_there http://$here:8000/; }
heal() { over_there nft flush ruleset; }
