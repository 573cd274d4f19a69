# Only ::1, and the client goes to 127.0.0.1.
# ask: 127.0.0.1:8000
# fix: yes
# twin: name/localhost-is-ipv6
setup() { web 8000 ::1; }
client() { fetch http://127.0.0.1:8000/; }
heal() { end; web 8000 127.0.0.1; }
