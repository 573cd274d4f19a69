# dnsmasq takes DNS over TCP there, and waits for the rest of a question for as long as the browser waits for it.
# ask: http://10.20.30.1:5353/
# says: DNS
# twin: process/hung
setup() { start dnsmasq -k -p 5353 --no-resolv --no-hosts --user=root --pid-file=; listening 5353; }
client() { fetch http://$here:5353/; }
heal() { end; web 5353; }
