# The port is open at certain hours only, and now is another.
# ask: 8000 --from lan
# fix: yes
setup() {
  web 8000
  from=$(date -d '+5 hours' +%H:%M) to=$(date -d '+6 hours' +%H:%M)
  input_rules drop "ct state established,related accept; iif lo accept; meta l4proto ipv6-icmp accept; tcp dport 8000 meta hour \"$from\"-\"$to\" accept;"
}
client() { fetch_there http://$here:8000/; }
heal() { nft flush ruleset; }
