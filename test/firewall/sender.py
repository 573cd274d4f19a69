"""Connects from one namespace to another and tells how each attempt ended: `ok PORT`, an errno's name, `timeout` or `silent`.

Reads lines of JSON [[family, source or null, destination, port], ...] and answers each with a line of JSON. With `serve`
it listens instead, on the ports given, and tells each client the port that it reached.
"""
import errno, json, select, socket, sys, time

LIMIT = float(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[1] == "send" else 0.4
FAMILIES = {4: socket.AF_INET, 6: socket.AF_INET6}


def serve(ports):
    listeners = {}
    for port in ports:
        s = socket.socket(socket.AF_INET6)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        s.bind(("::", port)); s.listen(1024); listeners[s] = port
    print("ready", flush=True)
    while True:
        for s in select.select(list(listeners), [], [])[0]:
            try:
                c, _ = s.accept(); c.send(str(listeners[s]).encode()); c.close()
            except OSError:
                pass


def attempt(family, source, destination, port):
    s = socket.socket(FAMILIES[family]); s.setblocking(False)
    if source: s.bind((source, 0))
    # The ports of a kernel are handed out evenly, so that no two attempts share the ends of an old connection.
    code = s.connect_ex((destination, port))
    return s, code


def read(s):
    try:
        data = s.recv(16)
        return "ok " + data.decode() if data else "silent"
    except BlockingIOError:
        return None
    except OSError as e:
        return errno.errorcode[e.errno]


def send(batch):
    results = [None] * len(batch)
    waiting = {}
    for i, (family, source, destination, port) in enumerate(batch):
        s, code = attempt(family, source, destination, port)
        if code not in (0, errno.EINPROGRESS): results[i] = errno.errorcode[code]; s.close()
        else: waiting[s] = [i, False]
    end = time.monotonic() + LIMIT
    while waiting and time.monotonic() < end:
        connecting = [s for s, (_, done) in waiting.items() if not done]
        readable, writable, _ = select.select([s for s, (_, done) in waiting.items() if done], connecting, [], max(0, end - time.monotonic()))
        for s in writable:
            code = s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code: results[waiting.pop(s)[0]] = errno.errorcode[code]; s.close()
            else: waiting[s][1] = True
        for s in readable:
            got = read(s)
            if got is not None: results[waiting.pop(s)[0]] = got; s.close()
    for s, (i, done) in waiting.items():
        results[i] = "silent" if done else "timeout"
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0"); s.close()
    return results


if sys.argv[1] == "serve": serve([int(p) for p in sys.argv[2:]])
else:
    for line in sys.stdin: print(json.dumps(send(json.loads(line))), flush=True)
