"""How does the web server serve the shop? The address comes from whoever starts it."""

wsgi_app = "shop.wsgi:application"
worker_class = "gthread"
workers = 2
threads = 8
timeout = 30
graceful_timeout = 8
keepalive = 5
# A new process now and then keeps slow leaks small; the jitter keeps two from leaving at once.
max_requests = 5000
max_requests_jitter = 500
accesslog = "-"
access_log_format = '%(h)s "%(m)s %(U)s" %(s)s %(B)s %(L)ss'
# Its socket would lie in the home folder, shared by every checkout.
control_socket_disable = True
