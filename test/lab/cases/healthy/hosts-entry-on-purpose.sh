# A developer's line in /etc/hosts, leading to this machine's server, beside a commented one that does not.
# ask: http://shop.test:8000/
# never: name/hosts-override
setup() { hosts $'# 10.20.30.99 shop.test\n127.0.0.1 shop.test\n10.20.30.99 shop.test.example'; web 8000; }
client() { fetch http://shop.test:8000/; }
