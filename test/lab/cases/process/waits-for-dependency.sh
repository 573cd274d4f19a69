# The start script tries the database's port again and again, and nobody is there.
# ask: 8000
# expect: process/waits-for-dependency | process/not-listening
setup() { printf 'import socket, time, http.server\nwhile True:\n    s = socket.socket()\n    s.settimeout(60)\n    try:\n        s.connect(("10.20.30.99", 5432)); break\n    except OSError: time.sleep(0.5)\n' >server.py; start nohup python3 server.py --port 8000; sleep 0.5; }
client() { fetch http://127.0.0.1:8000/; }
heal() { end; web 8000; }
