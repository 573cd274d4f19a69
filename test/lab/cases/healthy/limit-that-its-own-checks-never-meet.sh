# Few connections a minute are let in from outside; this machine's own checks came often, and by loopback, which is not counted.
# ask: 8000 --from lan
setup() {
  web 8000
  nft -f - <<'N'
table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
    iif lo accept
    ct state established,related accept
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    tcp dport 8000 limit rate 3/minute burst 3 packets accept
  }
}
N
  for _ in 1 2; do fetch http://$here:8000/; done
}
client() { fetch_there http://$here:8000/; }
