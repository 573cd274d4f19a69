# An error was saved into a project that Uvicorn reloads, on its usual 127.0.0.1: nobody gets an answer, this machine neither.
# ask: 8000
# also: bind/loopback-only
# says: only its reloader is left
setup() {
  cat >"$web/main.py" <<'P'
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"hi"})
P
  cd "$web"
  cp main.py good.py
  nohup /usr/bin/python3 -m uvicorn main:app --reload >>"$web/uvicorn.log" 2>&1 </dev/null &
  listening 8000
  until_true fetch http://127.0.0.1:8000/
  echo 'def broken(:' >>main.py
  # The reloader compares with what it found when it first looked, which may be after the error was saved.
  until_true sh -c 'touch main.py; sleep 0.6; grep -q SyntaxError uvicorn.log'
}
client() { fetch http://127.0.0.1:8000/; }
heal() { cp good.py main.py && until_true fetch http://127.0.0.1:8000/; }
