# Vite listens at the address that localhost means first, ::1, and nobody asks at the other one.
# ask: http://localhost:5173/
# never: bind/ipv6-only | name/localhost-is-ipv6
setup() { printf '127.0.0.1 localhost\n::1 localhost\n' >/etc/hosts; web 5173 ::1; }
client() { fetch http://localhost:5173/; }
