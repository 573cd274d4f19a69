# settings.py allows the name and takes local_settings.py whole at its end, which has a list of its own: that one counts.
# ask: http://shop.example:8000/admin/login/
# fix: yes
# says: shop/local_settings.py
serve() { start nohup gunicorn shop.wsgi -b 0.0.0.0:8000; listening 8000; sleep 1.2; }
setup() {
  hosts "$here shop.example"
  /usr/bin/python3 -m django startproject shop .
  sed -i "s/^ALLOWED_HOSTS = .*/ALLOWED_HOSTS = ['shop.example']/" shop/settings.py
  printf 'try:\n    from .local_settings import *\nexcept ImportError:\n    pass\n' >>shop/settings.py
  echo "ALLOWED_HOSTS = ['localhost']" >shop/local_settings.py
  serve
  fetch http://localhost:8000/admin/login/
}
client() { fetch http://shop.example:8000/admin/login/; }
heal() { end; sleep 0.5; rm shop/local_settings.py; serve; }
