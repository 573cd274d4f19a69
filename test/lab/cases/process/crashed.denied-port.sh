# Landlock denies a root program a port that needs no privilege, as SELinux or a sandbox would.
# ask: 8000
# says: Permission denied
# never: port/privileged | port/selinux
# twin: port/privileged, port/selinux
setup() {
  cat >server.py <<'P'
import ctypes, http.server, os, struct, sys
kernel = ctypes.CDLL(None)
if not os.path.exists("allowed"):
    rules = kernel.syscall(444, struct.pack("QQ", 0, 1), 16, 0)
    kernel.prctl(38, 1, 0, 0, 0)
    kernel.syscall(446, rules, 0)
http.server.test(http.server.SimpleHTTPRequestHandler, port=8000)
P
  nohup python3 server.py >nohup.out 2>&1 </dev/null
  grep -q 'Permission denied' nohup.out
}
client() { fetch http://127.0.0.1:8000/; }
heal() { touch allowed; start nohup python3 server.py; listening 8000; }
