"""A small real mail server: enough of SMTP for a client to hand its mails over, or to be refused."""

import email
import email.policy
import queue
import socketserver
import threading
from collections.abc import Callable
from email.message import EmailMessage


class MailServer:
    """Listens on `port` of this machine. `received` are the mails it took, in order.

    `refused` maps an address to the line with which its RCPT is answered. `on_data`, if set, is called with each mail
    before the mail is taken; it returns the answer ("" hangs up without one).
    """

    def __init__(self):
        self.received: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.on_data: Callable[[EmailMessage], str] = lambda mail: "250 taken"
        self.connections = 0
        self.arrived: queue.Queue[EmailMessage] = queue.Queue()
        self._server = _Server(("127.0.0.1", 0), _Conversation)
        self._server.mails = self
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def stop(self) -> None:
        """Stops listening; from then on the port is closed."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mails: MailServer


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        mails = self.server.mails
        mails.connections += 1
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            if verb == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                self._say(mails.refused.get(address, "250 ok"))
            elif verb == "DATA":
                self._say("354 go on")
                mail = self._read_mail()
                answer = mails.on_data(mail)
                if not answer:
                    return
                if answer.startswith("250"):
                    mails.received.append(mail)
                self._say(answer)
                mails.arrived.put(mail)
            else:
                self._say("250 ok")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _read_mail(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return email.message_from_bytes(b"".join(lines), policy=email.policy.default)
