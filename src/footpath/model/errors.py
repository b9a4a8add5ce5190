"""The one kind of error that is the world's fault and not ours."""


class UserError(Exception):
    """Something outside the program stands in the way; shown as one sentence, never as a trace.

    Args:
        what: what happened, as a sentence without its full stop.
        where: the file, line or name it happened at; may be empty.
        remedy: what the person can do next.
    """

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.what}{place}.{remedy}"

    def __reduce__(self) -> tuple[type["UserError"], tuple[str, str, str]]:
        """Let the error cross from a child process whole."""
        return type(self), (self.what, self.where, self.remedy)
