# The server listens on 0.0.0.0, and is asked for over IPv6.
# ask: [fd20::1]:8000 --from lan
# fix: yes
# twin: firewall/drop
setup() { web 8000 0.0.0.0; }
client() { fetch_there "http://[$here6]:8000/"; }
heal() { end; web 8000 ::; }
