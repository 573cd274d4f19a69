# Two aliases lead to each other.
# ask: http://shop.test:8000/
# says: lead back to it
setup() { web 8000; zone shop.test=alias:www.shop.test www.shop.test=alias:shop.test; }
client() { fetch http://shop.test:8000/; }
heal() { end; zone shop.test=alias:www.shop.test www.shop.test=$here; }
