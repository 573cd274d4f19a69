# localhost means ::1 first, where nobody listens; the server on 127.0.0.1 is stopped, and that is what clients fail of.
# ask: http://localhost:8000/
# expect: process/stopped
# also: name/localhost-is-ipv6
setup() { hosts ''; web 8000 127.0.0.1; kill -STOP "$server"; }
client() { fetch http://localhost:8000/; }
heal() { kill -CONT "$server"; }
