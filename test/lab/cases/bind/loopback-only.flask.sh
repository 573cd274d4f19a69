# flask run, as it comes.
# ask: 5000
# fix: yes
setup() { printf 'from flask import Flask\napp = Flask(__name__)\n@app.route("/")\ndef hello(): return "hello"\n' >app.py; start python3 -m flask run; listening 5000; }
client() { fetch_there http://$here:5000/; }
heal() { end; start python3 -m flask run --host 0.0.0.0; listening 5000; }
