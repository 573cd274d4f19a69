# busybox httpd with an address before its port.
# ask: 8080 --from lan
# fix: yes
setup() { start busybox httpd -f -p 127.0.0.1:8080 -h "$web"; listening 8080; }
client() { fetch_there http://$here:8080/; }
heal() { end; start busybox httpd -f -p 0.0.0.0:8080 -h "$web"; listening 8080; }
