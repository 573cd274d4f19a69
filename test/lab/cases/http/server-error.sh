# The application fails on each request.
# ask: http://10.20.30.1:5000/
setup() { printf 'from flask import Flask\napp = Flask(__name__)\n@app.route("/")\ndef hello(): return 1 / int(open("count").read())\n' >app.py; echo 0 >count; start python3 -m flask run --host 0.0.0.0; listening 5000; }
client() { fetch http://$here:5000/; }
heal() { end; sed -i 's/return .*/return "hello"/' app.py; start python3 -m flask run --host 0.0.0.0; listening 5000; }
