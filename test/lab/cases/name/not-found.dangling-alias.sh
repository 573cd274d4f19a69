# The name is an alias of one that is gone.
# ask: http://shop.test:8000/
# says: gone.cdn.test
setup() { web 8000; zone shop.test=alias:gone.cdn.test; }
client() { fetch http://shop.test:8000/; }
heal() { end; zone shop.test=alias:gone.cdn.test gone.cdn.test=$here; }
