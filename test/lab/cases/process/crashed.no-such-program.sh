# systemd could not run the program at all: the virtual environment was moved.
# ask: 8000
# says: ExecStart= | 203
setup() { systemd_up; unit shop '/srv/old/venv/bin/gunicorn shop:app -b 0.0.0.0:8000'; sleep 0.7; true; }
inside() { in_systemd "$@"; }
client() { fetch http://127.0.0.1:8000/; }
heal() { in_systemd sed -i 's|^ExecStart=.*|ExecStart=/usr/bin/python3 -m http.server 8000|' /run/systemd/system/shop.service; in_systemd systemctl daemon-reload; in_systemd systemctl restart shop; listening 8000; }
