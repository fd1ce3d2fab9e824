"""A mail server on this machine that delivers to nobody: `python -m portal.local.smtp_sink`.

It misbehaves when told (portal.local.switchboard). Its first line says where it is:
{"url": "http://127.0.0.1:…", "port": the port that speaks SMTP}. A letter's key is its Message-ID.
"""

import asyncio
import email
import json
import os
import sys
from email import policy

from aiosmtpd.controller import Controller

from portal.local.machine import run_command, say
from portal.local.switchboard import (
    Switchboard,
    free_port,
    read_report_to,
    serve,
    wait_for_parent_s_end,
)


class Sink:
    def __init__(self, board: Switchboard):
        self.board = board

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.how = self.board.misbehaviour(address)
        if envelope.how == "refuse":
            self.board.take(f"refused:{address}", address, "refuse")
            return "550 5.1.1 There is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        key = str(letter["Message-ID"] or "").strip("<>").partition("@")[0]
        body = letter.get_body(("plain",))
        self.board.take(
            key,
            envelope.rcpt_tos[0],
            envelope.how,
            subject=str(letter["Subject"] or "").strip(),
            text=body.get_content() if body else "",
        )
        if envelope.how in {"hang", "mute"}:
            await asyncio.to_thread(self.board.hang)
            return "421 4.4.2 Too late"
        if envelope.how == "error":
            return "451 4.3.0 Something broke"
        return "250 OK"


def main() -> int:
    def run():
        board = Switchboard(read_report_to(os.environ))
        mail = Controller(Sink(board), hostname="127.0.0.1", port=free_port())
        mail.start()
        control = serve(board)
        say(json.dumps({"url": f"http://127.0.0.1:{control.server_port}", "port": mail.port}))
        try:
            wait_for_parent_s_end()
        finally:
            mail.stop()

    return run_command(run)


if __name__ == "__main__":
    sys.exit(main())
