# Bound to the LAN address alone: localhost is refused.
# ask: http://localhost:8000/
# fix: yes
setup() { web 8000 $here; }
client() { fetch http://localhost:8000/; }
heal() { end; web 8000; }
