# Only local and broadcast addresses are let in by another interface: a fib expression decides.
# ask: 8000 --from lan
setup() { web 8000; nft 'table inet lab { chain pre { type filter hook prerouting priority -150; policy accept; fib daddr . iif type local tcp dport 8000 drop; }; }'; }
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
