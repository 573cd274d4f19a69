# A rule resets connections, and an ordinary user cannot read it: TCP sent no reset, and what asked for the connection vanished.
# ask: 8000 --from self
# user: nobody
# twin: port/nothing-listens
setup() { web 8000; input_rules 'tcp dport 8000 reject with tcp reset;'; }
client() { fetch http://$here:8000/; }
heal() { nft flush ruleset; }
