# A node server of an ordinary user on port 443: EACCES in its log.
# ask: 443
# user: nobody
setup() { chmod 777 .; echo 'require("http").createServer((_, r) => r.end("hello")).listen(443)' >server.js; as_user nohup node server.js >nohup.out 2>&1 </dev/null; grep -q EACCES nohup.out; }
client() { fetch http://127.0.0.1:443/; }
heal() { sysctl -qw net.ipv4.ip_unprivileged_port_start=80; start as_user node server.js; listening 443; }
