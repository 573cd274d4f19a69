# Uvicorn wants a certificate of the client's, and hangs up without an alert where there is none: by its port alone it serves.
# ask: 8443
# never: http/empty-reply
# twin: http/empty-reply
setup() {
  authority ca; certificate here IP:$here -1 20
  printf 'async def app(scope, receive, send):\n    await send({"type": "http.response.start", "status": 200, "headers": []})\n    await send({"type": "http.response.body", "body": b"hello"})\n' >main.py
  start /usr/bin/python3 -m uvicorn main:app --lifespan off --host 0.0.0.0 --port 8443 --ssl-certfile here.pem --ssl-keyfile here.key --ssl-ca-certs ca.pem --ssl-cert-reqs 2; listening 8443
}
client() { connects $here 8443; }
