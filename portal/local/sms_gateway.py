"""A carrier of text messages on this machine: `python -m portal.local.sms_gateway`.

It takes what contacts.carriers sends at POST /messages, delivers to nobody, and misbehaves when
told (portal.local.switchboard). Its first line says where it is: {"url": "http://127.0.0.1:…"}.
"""

import json
import os
import sys

from portal.local.machine import run_command, say
from portal.local.switchboard import (
    Control,
    Switchboard,
    read_report_to,
    serve,
    wait_for_parent_s_end,
)


class Gateway(Control):
    def do_POST(self):
        if self.path != "/messages":
            return super().do_POST()
        message = self.body()
        how = self.board.misbehaviour(message["to"])
        self.board.take(
            message["key"],
            message["to"],
            how,
            text=message["text"],
            authorization=self.headers.get("Authorization", ""),
            idempotency_key=self.headers.get("Idempotency-Key", ""),
        )
        match how:
            case "hang" | "mute":
                self.board.hang()
                self.close_connection = True
                return None
            case "error":
                return self.answer(500)
            case "refuse":
                return self.answer(422, {"error": "number"})
        return self.answer(200, {"id": message["key"]})


def main() -> int:
    def run():
        server = serve(Switchboard(read_report_to(os.environ)), Gateway)
        say(json.dumps({"url": f"http://127.0.0.1:{server.server_port}"}))
        wait_for_parent_s_end()

    return run_command(run)


if __name__ == "__main__":
    sys.exit(main())
