# One program, two sockets: IPv4 and IPv6.
# ask: 8080
# never: port/shared | port/shadowed | bind/ipv6-only
setup() { site "server { listen 8080; listen [::]:8080; root $web; }"; listening 8080; }
client() { fetch_there http://$here:8080/ && fetch_there "http://[$here6]:8080/"; }
