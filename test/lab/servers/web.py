"""web.py PORT [ADDRESS] [OPTION…]: a web server whose socket can be unusual. Options: v6only, reuseport, device=NAME,
backlog=N, single (one connection at a time), inherit (children keep the socket)."""
import http.server
import socket
import sys

port, address, options = int(sys.argv[1]), (sys.argv + ["0.0.0.0"])[2], sys.argv[3:]
value = {option.split("=")[0]: option.partition("=")[2] for option in options}
kind = http.server.HTTPServer if "single" in value else http.server.ThreadingHTTPServer


class Server(kind):
    address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
    request_queue_size = int(value.get("backlog", 64))

    def server_bind(self):
        if ":" in address:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, "v6only" in value)
        if "reuseport" in value:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if "device" in value:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, value["device"].encode())
        self.socket.set_inheritable("inherit" in value)
        super().server_bind()


Server((address, port), http.server.SimpleHTTPRequestHandler).serve_forever()
