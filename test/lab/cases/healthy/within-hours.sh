# Rules about the time: open at this hour, closed on other days and at other hours.
# ask: 8000
setup() {
  web 8000
  from=$(date -u -d '-1 hour' +%H:%M) to=$(date -u -d '+1 hour' +%H:%M) day=$(date -u -d '+2 days' +%a)
  iptables-nft -A INPUT -i lo -j ACCEPT
  iptables-nft -A INPUT -p tcp --dport 8000 -m time --weekdays $day -j DROP
  iptables-nft -A INPUT -p tcp --dport 8000 -m time --timestart $from --timestop $to -j ACCEPT
  iptables-nft -A INPUT -p tcp --dport 8000 -j DROP
}
client() { fetch_there http://$here:8000/; }
