# The unit failed an hour ago and was started again: it runs.
# ask: 8000
# never: process/crashed | process/crash-loop
setup() { systemd_up; echo 'raise SystemExit(1)' >server.py; unit shop '/usr/bin/python3 server.py --port 8000'; sleep 0.7; printf 'import http.server\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)\n' >server.py; in_systemd systemctl restart shop; listening 8000; }
inside() { in_systemd "$@"; }
client() { fetch_there http://$here:8000/; }
