# A hook that wants a body: to a bare GET it says what is missing, by 400.
# ask: http://10.20.30.1:5000/hook
setup() { printf 'from flask import Flask, request\napp = Flask(__name__)\n@app.route("/hook", methods=["GET", "POST"])\ndef hook():\n    return "ok" if request.is_json else ({"error": "missing JSON body"}, 400)\n' >app.py; start python3 -m flask run --host 0.0.0.0; listening 5000; }
client() { fetch -X POST -H 'Content-Type: application/json' -d '{}' http://$here:5000/hook; }
