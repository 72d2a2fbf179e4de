"""MLflow's own web UI, from its Python package, in front of another server: files from the package, calls passed on."""

import http.client
import http.server
import mimetypes
import pathlib
import threading
import urllib.parse

import mlflow.server

BUILD = pathlib.Path(mlflow.server.__file__).parent / "js" / "build"
PASSED = ("/ajax-api/", "/api/", "/graphql", "/get-artifact", "/model-versions/get-artifact", "/version", "/v1/")
NOT_PASSED = {"host", "origin", "referer", "connection", "accept-encoding", "transfer-encoding", "content-length"}


def serve(target):
    """Starts it on a free port; answers the server, whose server_address has the port."""
    host = urllib.parse.urlsplit(target)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            path = self.path.split("?")[0]
            self.passed_on() if path.startswith(PASSED) else self.file(path)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        def passed_on(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {k: v for k, v in self.headers.items() if k.lower() not in NOT_PASSED}
            connection = http.client.HTTPConnection(host.hostname, host.port, timeout=60)
            try:
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                self.reply(answer.status, answer.getheader("Content-Type", ""), answer.read())
            finally:
                connection.close()

        def file(self, path):
            file = (BUILD / path.removeprefix("/static-files/").lstrip("/")).resolve()
            if not file.is_relative_to(BUILD):
                return self.reply(404, "text/plain", b"")
            if not file.is_file():
                file = BUILD / "index.html"
            self.reply(200, mimetypes.guess_type(file.name)[0] or "application/octet-stream", file.read_bytes())

        def reply(self, status, content_type, body):
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
