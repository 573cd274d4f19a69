# [::]:3000 answers IPv4 too, though only one socket is to be seen.
# ask: 3000
# never: bind/ipv6-only
setup() { echo 'require("http").createServer((_, r) => r.end("hello")).listen(3000)' >server.js; start nohup node server.js; listening 3000; }
client() { fetch_there http://$here:3000/ && fetch_there "http://[$here6]:3000/"; }
