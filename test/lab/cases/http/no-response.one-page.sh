# One page waits for ever; all others come at once.
# ask: http://10.20.30.1:8000/report
# never: process/hung
# twin: process/hung
setup() {
  cat >app.py <<'P'
import flask, time
app = flask.Flask(__name__)
@app.get("/")
def home(): return "hello"
@app.get("/report")
def report(): time.sleep(600)
P
  start /usr/bin/python3 -m flask --app app run --host 0.0.0.0 -p 8000; listening 8000
}
client() { fetch http://$here:8000/report; }
heal() { end; sed -i 's/time.sleep(600)/return "done"/' app.py; start /usr/bin/python3 -m flask --app app run --host 0.0.0.0 -p 8000; listening 8000; }
