# A policy rule throws away what leaves from the server's port, and nothing else.
# ask: 8000 --from lan
# fix: yes
# twin: firewall/reply-dropped, cloud/outside-this-machine
setup() { web 8000; ip rule add ipproto tcp sport 8000 blackhole pref 70; }
client() { fetch_there http://$here:8000/; }
heal() { ip rule del pref 70; }
