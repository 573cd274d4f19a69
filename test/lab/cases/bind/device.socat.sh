# socat was told so-bindtodevice=lo: nobody else comes in by that.
# ask: 8080 --from lan
# fix: yes
setup() { web 9000; nohup socat TCP4-LISTEN:8080,so-bindtodevice=lo,fork,reuseaddr TCP4:127.0.0.1:9000 >socat.log 2>&1 </dev/null & listening 8080; listening 9000; }
client() { fetch_there http://$here:8080/; }
heal() { kill %1 %2 2>/dev/null; sleep 0.3; web 9000; socat TCP4-LISTEN:8080,fork,reuseaddr TCP4:127.0.0.1:9000 >/dev/null 2>&1 </dev/null & listening 8080; }
