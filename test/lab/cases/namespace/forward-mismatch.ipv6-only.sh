# A port is published by IPv4, and the server inside takes IPv6 alone: only netlink, asked from inside, tells.
# ask: 8080 --from lan
# twin: namespace/container-loopback
setup() { box; cp "$lab/servers/web.py" .; in_box python3 web.py 80 :: v6only & listening 80 box; publish 8080 80; }
client() { fetch_there http://$here:8080/; }
heal() { kill $(in_box ss -Hlntp | grep -o 'pid=[0-9]*' | cut -d= -f2); sleep 0.5; in_box python3 web.py 80 :: & listening 80 box; }
