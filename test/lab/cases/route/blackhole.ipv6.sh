# The replies to an IPv6 network end in a route of type unreachable.
# ask: [fd20::1]:8000 --from fd99::2
# fix: yes
setup() { web 8000 ::; ip -n there addr add fd99::2/128 dev lo; ip -6 route add default via $there6; ip -6 route add unreachable fd99::/64; }
client() { fetch_there --interface fd99::2 "http://[$here6]:8000/"; }
heal() { ip -6 route del unreachable fd99::/64; }
