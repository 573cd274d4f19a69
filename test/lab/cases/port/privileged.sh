# An ordinary user's server cannot have port 80; nohup.out says so.
# ask: 80
# user: nobody
setup() { chmod 777 . ; as_user nohup python3 -m http.server 80 >nohup.out 2>&1 </dev/null; grep -q 'Permission denied' nohup.out; }
client() { fetch http://127.0.0.1/; }
heal() { sysctl -qw net.ipv4.ip_unprivileged_port_start=80; start as_user python3 -m http.server 80; listening 80; }
