# Directives on its command line stand in the place of chronyd's file, which lets nobody in; it parts them at their blanks.
# ask: 123/udp --from lan
setup() { shield /etc/chrony; echo 'allow 127.0.0.1' >/etc/chrony/chrony.conf; start "$deps/chrony/usr/sbin/chronyd" -u root -x -d 'local stratum 8' allow 'cmdport 0' 'pidfile /run/c.pid'; sleep 2; }
client() { over_there timeout 4 python3 -c "import socket; s = socket.socket(2, 2); s.settimeout(2); s.sendto(b'\x23' + b'\0' * 47, ('$here', 123)); s.recv(99)"; }
