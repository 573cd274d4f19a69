# Uvicorn wants a certificate of the client's. In TLS 1.3 it finds out after the handshake that there is none, and hangs up without an alert.
# ask: https://here.test:8443/
# twin: http/empty-reply
setup() {
  hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -1 20; certificate me DNS:me -1 20; trust
  printf 'async def app(scope, receive, send):\n    await send({"type": "http.response.start", "status": 200, "headers": []})\n    await send({"type": "http.response.body", "body": b"hello"})\n' >main.py
  start /usr/bin/python3 -m uvicorn main:app --lifespan off --host 0.0.0.0 --port 8443 --ssl-certfile here.test.pem --ssl-keyfile here.test.key --ssl-ca-certs ca.pem --ssl-cert-reqs 2; listening 8443; with=
}
client() { fetch $with https://here.test:8443/; }
heal() { with='--cert me.pem --key me.key'; }
