# A server typed on the command line itself: the program is the address's only place.
# ask: 8000 --from lan
# fix: yes
setup() { start node -e 'require("http").createServer((q, r) => r.end("ok\n")).listen(8000, "localhost")'; listening 8000; }
client() { fetch_there http://$here:8000/; }
heal() { end; web 8000; }
