# The source switches IPV6_V6ONLY on, and that alone has to be changed in it: AF_INET6 takes no IPv4 address.
# ask: 10.20.30.1:8000 --from lan
# fix: yes
setup() {
  cat >s.py <<'P'
import http.server, socket
class S(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6
    def server_bind(self):
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1); super().server_bind()
S(("::", 8000), http.server.SimpleHTTPRequestHandler).serve_forever()
P
  start nohup python3 s.py
  listening 8000
}
client() { fetch_there http://$here:8000/ && fetch_there "http://[$here6]:8000/"; }
heal() { end; sed -i 's/IPV6_V6ONLY, 1/IPV6_V6ONLY, 0/' s.py; start nohup python3 s.py; listening 8000; }
