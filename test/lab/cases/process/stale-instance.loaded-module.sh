# Gunicorn loads the application through a package; one of its modules has the page since, and Gunicorn was not started again.
# ask: http://127.0.0.1:8000/api/orders
# fix: yes
# twin: http/not-found
setup() {
  mkdir shop; echo 'from shop import app' >wsgi.py
  printf 'from flask import Flask\napp = Flask(__name__)\nfrom . import views\napp.register_blueprint(views.api, url_prefix="/api")\n' >shop/__init__.py
  printf 'from flask import Blueprint\napi = Blueprint("api", __name__)\n@api.route("/")\ndef index(): return "hello"\n' >shop/views.py
  nohup gunicorn -b 0.0.0.0:8000 wsgi:app >g.log 2>&1 </dev/null &
  listening 8000
  sleep 2.1
  printf '@api.route("/orders")\ndef orders(): return "none"\n' >>shop/views.py
}
client() { fetch http://127.0.0.1:8000/api/orders; }
heal() { kill -HUP %1; sleep 1; }
