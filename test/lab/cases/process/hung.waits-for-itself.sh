# Its only worker asks the server's own API by HTTP while it answers a request, and has nobody left to answer that.
# ask: http://10.20.30.1:8000/
# twin: process/waits-for-dependency
# never: process/waits-for-dependency
# says: waits for itself
setup() {
  printf 'import urllib.request\ndef app(env, start):\n    if env["PATH_INFO"] == "/": urllib.request.urlopen("http://127.0.0.1:8000/api").read()\n    start("200 OK", []); return [b"hello"]\n' >main.py
  start nohup gunicorn main:app ${workers:-} -b 0.0.0.0:8000 --timeout 600; listening 8000; sleep 0.5
}
client() { fetch http://10.20.30.1:8000/; }
heal() { end; pkill -f main:app; sleep 0.3; workers='--threads 4' setup; }
