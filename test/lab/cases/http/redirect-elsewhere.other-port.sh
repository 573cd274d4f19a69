# The redirect leads to a port of this machine where nothing listens.
# ask: http://10.20.30.1:8080/
# says: 10.20.30.1:8443
setup() { site 'server { listen 8080; return 301 https://$host:8443$request_uri; }'; listening 8080; }
client() { fetch -kL http://$here:8080/; }
heal() { authority ca; certificate here.test IP:$here -1 20; start python3 -c "import http.server, ssl; c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); c.load_cert_chain('here.test.pem', 'here.test.key'); s = http.server.ThreadingHTTPServer(('', 8443), http.server.SimpleHTTPRequestHandler); s.socket = c.wrap_socket(s.socket, server_side=True); s.serve_forever()"; listening 8443; }
