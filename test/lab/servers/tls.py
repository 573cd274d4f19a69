"""tls.py PORT CERTIFICATE KEY [STATEMENT]: a web server over TLS; the statement may change its context, `c`."""
import http.server
import ssl
import sys

port, certificate, key = sys.argv[1:4]
c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
c.load_cert_chain(certificate, key)
exec(sys.argv[4] if len(sys.argv) > 4 else "")


class Server(http.server.ThreadingHTTPServer):
    def get_request(self):
        connection, address = super().get_request()
        connection.settimeout(5)
        return c.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address


Server(("0.0.0.0", int(port)), http.server.SimpleHTTPRequestHandler).serve_forever()
