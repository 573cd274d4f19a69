# The name was added to ALLOWED_HOSTS, and gunicorn was not started again: a second entry would change nothing.
# ask: http://shop.example:8000/admin/login/
# fix: yes
# says: allows shop.example since it was changed
serve() { start nohup gunicorn shop.wsgi -b 0.0.0.0:8000; listening 8000; sleep 1.2; }
setup() { hosts "$here shop.example"; /usr/bin/python3 -m django startproject shop . && serve; fetch http://localhost:8000/admin/login/; sed -i "s/^ALLOWED_HOSTS = .*/ALLOWED_HOSTS = ['shop.example']/" shop/settings.py; }
client() { fetch http://shop.example:8000/admin/login/; }
heal() { end; sleep 0.5; serve; }
