# A unit that systemd-run made is gone as soon as it is stopped: it takes another run.
# ask: 8000 --from lan
# fix: yes
setup() { systemd_up && in_systemd systemd-run --unit=shop --property=WorkingDirectory="$web" /usr/bin/python3 -m http.server 8000 --bind 127.0.0.1; listening 8000; }
inside() { in_systemd "$@"; }
client() { fetch_there http://$here:8000/; }
heal() { in_systemd systemctl stop shop; in_systemd systemd-run --unit=shop --property=WorkingDirectory="$web" /usr/bin/python3 -m http.server 8000; listening 8000; }
