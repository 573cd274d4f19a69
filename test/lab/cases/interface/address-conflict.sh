# The other machine has the address already: the kernel found out, and does not use it.
# ask: [fd20::77]:8000 --from lan
setup() { ip -n there addr add fd20::77/64 dev eth0 nodad; own web.py 8000 ::; listening 8000; sleep 0.3; ip addr add fd20::77/64 dev eth0; sleep 2.5; ip addr show dev eth0 | grep -q dadfailed; }
client() { fetch_there 'http://[fd20::77]:8000/'; }
heal() { ip -n there addr del fd20::77/64 dev eth0; ip addr del fd20::77/64 dev eth0; ip addr add fd20::77/64 dev eth0 nodad; }
