# Apache has two workers, and two clients that send their request very slowly have both.
# ask: http://10.20.30.1:8080/
# says: MaxRequestWorkers
setup() {
  printf 'ServerName here\nPidFile %s/apache.pid\nErrorLog %s/apache.log\nListen 8080\nLoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\nLoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so\nTimeout 300\nServerLimit 1\nStartServers 1\nThreadsPerChild 2\nMinSpareThreads 1\nMaxSpareThreads 2\nMaxRequestWorkers 2\nDocumentRoot %s\n' "$results" "$results" "$web" >"$results/apache.conf"
  apache2 -f "$results/apache.conf"; listening 8080
  start python3 -c 'import socket, time
a = [socket.create_connection(("127.0.0.1", 8080)) for _ in range(4)]
for s in a: s.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc")
time.sleep(60)'
  until_true grep -q MaxRequestWorkers "$results/apache.log"
}
client() { fetch http://$here:8080/index.html; }
heal() { end; sleep 1; }
