# A server with a protocol of its own, one client at a time: it waits for the rest of a message, as long as our request is shorter.
# ask: 9000
# twin: process/hung
# verdict: reachable
setup() { printf 'import socket\ns = socket.socket()\ns.bind(("0.0.0.0", 9000))\ns.listen()\nwhile True:\n    c, _ = s.accept()\n    message = b""\n    while len(message) < 4096:\n        more = c.recv(4096)\n        if not more:\n            break\n        message += more\n    else:\n        c.sendall(b"OK")\n    c.close()\n' >meter.py; start nohup python3 meter.py; listening 9000; }
client() { over_there timeout 3 bash -c "exec 3<>/dev/tcp/$here/9000; head -c 4096 /dev/zero >&3; head -c 2 <&3" | grep -q OK; }
