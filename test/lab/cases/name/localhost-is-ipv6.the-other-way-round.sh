# localhost means 127.0.0.1 alone, and the server is on ::1.
# ask: http://localhost:8000/
# expect: name/localhost-is-ipv6 | bind/ipv6-only
setup() { web 8000 ::1; printf '127.0.0.1 localhost\n' >/etc/hosts; }
client() { node -e 'fetch("http://localhost:8000/").then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))'; }
heal() { hosts ''; }
