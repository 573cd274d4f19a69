# The file was renewed that uvicorn's command line names; it still serves the old one.
# ask: https://here.test:8443/
# says: newer one
setup() {
  hosts "$here here.test"; authority ca; certificate here.test DNS:here.test -20 -1; trust
  cat >shop.py <<'P'
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})
P
  serve; certificate here.test DNS:here.test -1 20
}
serve() { start nohup /usr/bin/python3 -m uvicorn shop:app --host 0.0.0.0 --port 8443 --ssl-certfile here.test.pem --ssl-keyfile here.test.key; listening 8443; }
client() { fetch https://here.test:8443/; }
heal() { end; serve; }
