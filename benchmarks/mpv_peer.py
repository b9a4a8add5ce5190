"""mpv, told by its socket to seek exactly, as a peer; skipped where it isn't installed."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

OPTIONS = ("--no-config", "--no-audio", "--vo=null", "--pause", "--hr-seek=yes", "--really-quiet", "--keep-open=yes")
START_S = 20.0


class MpvPeer:
    def __init__(self, film: Path) -> None:
        self.there = shutil.which("mpv") is not None
        if not self.there:
            return
        self._folder = tempfile.TemporaryDirectory()
        address = Path(self._folder.name) / "mpv"
        command = ["mpv", *OPTIONS, f"--input-ipc-server={address}", str(film)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + START_S
        while not address.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(START_S)
        self._socket.connect(str(address))
        self._file: Any = self._socket.makefile("rwb")
        self._await("playback-restart")

    def seek_ms(self, t_s: float) -> float:
        """Milliseconds from the wish to the exact frame at `t_s`."""
        start = time.perf_counter()
        self._file.write(json.dumps({"command": ["seek", t_s, "absolute+exact"]}).encode() + b"\n")
        self._file.flush()
        self._await("playback-restart")
        return (time.perf_counter() - start) * 1000

    def _await(self, event: str) -> None:
        while json.loads(self._file.readline()).get("event") != event:
            pass

    def close(self) -> None:
        if self.there:
            self._file.close()
            self._socket.close()
            self._process.terminate()
            self._process.wait()
            self._folder.cleanup()
