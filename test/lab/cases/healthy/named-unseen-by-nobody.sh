# lighttpd serves, by a file of its own and as another user, whose processes are hidden (hidepid): what its usual file names says nothing of it.
# ask: lighttpd
# user: nobody
# verdict: inconclusive
# never: port/nothing-listens | process/crashed
setup() {
  printf 'server.document-root = "%s"\nserver.port = 8081\nindex-file.names = ("index.html")\n' "$web" >"$results/lighttpd.conf"
  start setpriv --reuid=daemon --clear-groups lighttpd -D -f "$results/lighttpd.conf"
  listening 8081 && mount -t proc -o hidepid=2 proc /proc
}
client() { fetch_there http://$here:8081/; }
