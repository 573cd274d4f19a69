# Everybody may write to the socket, and nobody may enter the folder that it is in.
# ask: unix:/run/app/app.sock
# user: nobody
# twin: port/nothing-listens
setup() { mkdir -m 700 /run/app; start socat UNIX-LISTEN:/run/app/app.sock,fork,mode=777 SYSTEM:'echo HTTP/1.0 200 OK; echo; echo hello'; until_true test -S /run/app/app.sock; }
client() { setpriv --reuid=65534 --regid=65534 --clear-groups curl -fsS -o /dev/null -m $patience --unix-socket /run/app/app.sock http://app/; }
heal() { chmod 755 /run/app; }
