# localhost means ::1 first, and the server is on both.
# ask: http://localhost:8000/
# never: name/localhost-is-ipv6
setup() { printf '::1 localhost\n127.0.0.1 localhost\n' >/etc/hosts; own web.py 8000 ::; listening 8000; }
client() { fetch http://localhost:8000/ && node -e 'fetch("http://localhost:8000/").then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))'; }
