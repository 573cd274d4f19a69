# Flask's reloader, put into the background on a terminal, sets that terminal up, and the kernel stops it and its parent: continued, they are stopped again.
# ask: 127.0.0.1:8000
# also: background/needs-terminal
# says: SIGTTOU
# fix: yes
setup() { printf 'from flask import Flask\napp = Flask(__name__)\napp.add_url_rule("/", view_func=lambda: "hello")\n' >app.py; terminal '/usr/bin/python3 -m flask --debug run --port 8000 &'; listening 8000; sleep 1; }
client() { fetch http://127.0.0.1:8000/; }
heal() { hang_up; pkill -9 -f 'flask --debug'; web 8000; }
