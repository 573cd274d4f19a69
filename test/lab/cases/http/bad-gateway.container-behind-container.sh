# nginx in one container, published by a rule alone, and behind it an application in another, on that one's loopback.
# ask: http://10.20.30.1:8080/
# says: 172.29.0.2 is network namespace app on this machine | listens on 127.0.0.1:3000 only
setup() {
  box
  publish 8080 80
  ip netns add app
  ip link add app0 type veth peer name eth0 netns app
  ip addr add 172.29.0.1/24 dev app0
  ip link set app0 up
  ip -n app link set lo up
  ip -n app addr add 172.29.0.2/24 dev eth0
  ip -n app link set eth0 up
  ip -n app route add default via 172.29.0.1
  start ip netns exec app python3 -m http.server 3000 --bind 127.0.0.1
  listening 3000 app
  cat >"$results/nginx.conf" <<N
pid $results/nginx.pid; error_log $results/nginx-error.log;
events {}
http { access_log off; server { listen 80; location / { proxy_pass http://172.29.0.2:3000; } } }
N
  chmod -R a+rX "$results"
  in_box nginx -c "$results/nginx.conf"
  listening 80 box
}
client() { fetch_there http://$here:8080/; }
heal() {
  end
  start ip netns exec app python3 -m http.server 3000
  listening 3000 app
}
