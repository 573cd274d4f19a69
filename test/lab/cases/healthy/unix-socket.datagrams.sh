# A unix socket that takes datagrams, as that of a log does: there is nothing to connect to, and somebody reads it.
# ask: unix:/run/log.sock
setup() { start socat UNIX-RECVFROM:/run/log.sock,fork "OPEN:$web/log,creat,append"; until_true test -S /run/log.sock; }
client() { echo hello | socat - UNIX-SENDTO:/run/log.sock; sleep 0.3; grep hello "$web/log"; }
