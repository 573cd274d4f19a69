# Two tables stop it one after the other, so both have to be changed.
# ask: 8000 --from lan
# fix: yes
setup() {
  web 8000
  nft 'table inet one { chain input { type filter hook input priority -10; policy drop; ct state established accept; iifname "lo" accept; tcp dport 22 accept; }; }
    table inet two { chain input { type filter hook input priority 10; policy accept; tcp dport 8000 drop; }; }'
}
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
