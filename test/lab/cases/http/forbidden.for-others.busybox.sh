# BusyBox's httpd lets this machine alone in, by the file that it was started with.
# ask: http://10.20.30.1:8000/
# says: D:*
# twin: healthy
setup() { printf 'A:127.0.0.1\nA:%s\nD:*\n' $here >httpd.conf; start busybox httpd -f -p 8000 -h "$web" -c "$PWD/httpd.conf"; listening 8000; }
client() { fetch_there http://$here:8000/; }
heal() { end; echo A:10.20.30. >>httpd.conf; start busybox httpd -f -p 8000 -h "$web" -c "$PWD/httpd.conf"; listening 8000; }
