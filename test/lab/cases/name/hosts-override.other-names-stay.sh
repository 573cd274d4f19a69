# The stale line has three names; only the one that is asked for may change.
# ask: http://shop.test:8000/
# fix: yes
setup() { hosts "10.20.30.99 db.test Shop.test www.test # staging"; web 8000; }
client() { fetch http://shop.test:8000/ && grep -q '^10.20.30.99 db.test www.test # staging' /etc/hosts; }
heal() { printf '127.0.0.1 localhost\n10.20.30.99 db.test www.test # staging\n%s shop.test\n' "$here" >/etc/hosts; }
