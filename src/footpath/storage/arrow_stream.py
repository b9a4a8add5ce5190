"""Columns out of an Arrow stream, as DuckDB hands them over: the C data interface read with ctypes, without pyarrow.

Source: the Arrow C data interface and C stream interface (arrow.apache.org/docs/format), and its PyCapsule protocol.
Only what is asked of DuckDB here is understood: texts (`u`) and floats (`g`), neither nested nor with a dictionary.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from footpath.storage.batches import Span
from footpath.storage.words import PAD, Loader

TEXT, FLOAT = b"u", b"g"
STREAM_NAME = b"arrow_array_stream"


class _Array(ctypes.Structure):
    pass


class _Schema(ctypes.Structure):
    pass


class _Stream(ctypes.Structure):
    pass


def _release(kind: type[ctypes.Structure]) -> Any:
    return ctypes.CFUNCTYPE(None, ctypes.POINTER(kind))


_Array._fields_ = [
    ("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64), ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))), ("dictionary", ctypes.POINTER(_Array)),
    ("release", _release(_Array)), ("private_data", ctypes.c_void_p),
]  # fmt: skip
_Schema._fields_ = [
    ("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_char_p), ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64), ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
    ("dictionary", ctypes.POINTER(_Schema)), ("release", _release(_Schema)), ("private_data", ctypes.c_void_p),
]  # fmt: skip
_Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Schema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(_Stream))),
    ("release", _release(_Stream)), ("private_data", ctypes.c_void_p),
]  # fmt: skip

ArrowColumn = Span | np.ndarray


class ArrowError(Exception):
    """The producer of the stream says that it can't go on, and why."""


def arrow_batches(capsule: object) -> Iterator[list[ArrowColumn]]:
    """Every batch's columns, texts as spans (nothing where there is none), floats as arrays (NaN likewise).

    Each is the reader's own: it stays good when the stream goes on.

    Raises:
        ArrowError: in the midst of reading.
    """
    address = ctypes.pythonapi.PyCapsule_GetPointer
    address.restype, address.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    stream = ctypes.cast(address(capsule, STREAM_NAME), ctypes.POINTER(_Stream))
    formats = _formats(stream)
    while True:
        with _next(stream) as array:
            if array is None:
                return
            columns = [_column(array.children[k].contents, kind) for k, kind in enumerate(formats)]
        yield columns


def _formats(stream: Any) -> list[bytes]:
    schema = _Schema()
    if stream.contents.get_schema(stream, ctypes.byref(schema)):
        raise ArrowError(_why(stream))
    formats = [bytes(schema.children[k].contents.format) for k in range(schema.n_children)]
    schema.release(ctypes.byref(schema))
    strange = set(formats) - {TEXT, FLOAT}
    if strange:
        raise ArrowError(f"columns of the forms {sorted(strange)}")
    return formats


@contextmanager
def _next(stream: Any) -> Iterator[_Array | None]:
    """The next array, until it is left; None at the end."""
    array = _Array()
    if stream.contents.get_next(stream, ctypes.byref(array)):
        raise ArrowError(_why(stream))
    if not array.release:
        yield None
        return
    try:
        yield array
    finally:
        array.release(ctypes.byref(array))


def _why(stream: Any) -> str:
    text = stream.contents.get_last_error(stream)
    return text.decode("utf-8", "replace") if text else "it can't be read"


def _column(array: _Array, kind: bytes) -> ArrowColumn:
    count, first = array.length, array.offset
    valid = _valid(array, first, count)
    if kind == FLOAT:
        numbers = _numbers(array.buffers[1], np.float64, first, count)
        return numbers if valid is None else np.where(valid, numbers, np.nan)
    offsets = _numbers(array.buffers[1], np.int32, first, count + 1).astype(np.int64)
    begin = int(offsets[0])
    letters = _numbers(array.buffers[2], np.uint8, begin, int(offsets[-1]) - begin)
    buffer = np.concatenate([letters, np.zeros(PAD, dtype=np.uint8)])
    starts, lengths = offsets[:-1] - begin, np.diff(offsets)
    return Span(buffer, Loader(buffer), starts, lengths if valid is None else np.where(valid, lengths, 0))


def _valid(array: _Array, first: int, count: int) -> np.ndarray | None:
    """Which entries are there, None for all."""
    if array.null_count == 0 or not array.buffers[0]:
        return None
    bits = _numbers(array.buffers[0], np.uint8, 0, (first + count + 7) // 8)
    return np.unpackbits(bits, bitorder="little")[first : first + count].astype(np.bool_)


def _numbers(address: int | None, dtype: type, first: int, count: int) -> np.ndarray:
    """A copy of part of a buffer."""
    size = np.dtype(dtype).itemsize
    if not count or not address:
        return np.zeros(count, dtype=dtype)
    return np.frombuffer(ctypes.string_at(address + first * size, count * size), dtype=np.dtype(dtype))
