# A mail server that greets late, and turns away who speaks before: Sendmail with greet_pause, Exim that enforces the order.
# ask: 25
# never: app/access-denied
# source: sendmail.org cf/README, FEATURE(`greet_pause')
setup() {
  cat >mail.py <<'P'
import select, socketserver
class H(socketserver.StreamRequestHandler):
    def handle(self):
        early, _, _ = select.select([self.request], [], [], 2)
        self.wfile.write(b'554 mx.test ESMTP not accepting messages\r\n' if early else b'220 mx.test ESMTP\r\n')
        for line in () if early else self.rfile:
            self.wfile.write(b'221 bye\r\n' if line.upper().startswith(b'QUIT') else b'250 ok\r\n')
socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(('0.0.0.0', 25), H).serve_forever()
P
  start python3 mail.py
  listening 25
}
client() { python3 -c "
import smtplib
smtplib.SMTP('127.0.0.1', 25, timeout=8).noop()"; }
