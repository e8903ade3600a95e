"""Forms as browsers send them: the fields that were typed, and the files that were chosen."""

from collections.abc import Iterator, Sequence
from email.message import Message
from urllib.parse import parse_qsl

from domain.errors import Refused
from domain.record import Record

MOST = 4_000  # fields of one form


class File(Record):
    """A file that was chosen: its name there, without its folder, and what is in it."""

    name: str
    content: bytes


class Form(Record):
    """What was sent: `fields` in the order of the page, a name perhaps several times."""

    fields: Sequence[tuple[str, str]] = ()
    files: Sequence[tuple[str, File]] = ()

    def get(self, name: str) -> str:
        """The first field of a name, without the spaces around it; '' where there is none."""
        return next((text.strip() for each, text in self.fields if each == name), "")

    def every(self, name: str) -> list[str]:
        """All fields of a name."""
        return [text for each, text in self.fields if each == name]

    def file(self, name: str) -> File | None:
        """The file chosen under a name; a browser sends an empty one where none was."""
        found = (file for each, file in self.files if each == name)
        return next((file for file in found if file.name or file.content), None)


def read_form(content_type: str, body: bytes) -> Form:
    """The form in a body. Raises `Refused` (E-BODY, E-LENGTH) where there is none in it."""
    kind, boundary = _kind(content_type)
    try:
        if kind == "multipart/form-data":
            return _multipart(body, boundary)
        fields = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="replace", max_num_fields=MOST
        )
    except (ValueError, IndexError) as error:
        raise Refused(
            f"the form cannot be read ({error})",
            code="E-BODY",
            place="body",
            hint="send it as the page does",
        ) from error
    return Form(fields=tuple((name, _lines(text)) for name, text in fields))


def _kind(content_type: str) -> tuple[str, bytes]:
    """The media type, and the boundary of one that has parts."""
    header = Message()
    header["content-type"] = content_type
    boundary = header.get_param("boundary", "")
    return header.get_content_type(), str(boundary).encode("latin-1", "replace")


def _multipart(body: bytes, boundary: bytes) -> Form:
    """The parts of a body as RFC 7578 has them, to the byte."""
    if not boundary:
        raise ValueError("it names no boundary")
    fields: list[tuple[str, str]] = []
    files: list[tuple[str, File]] = []
    for head, content in _parts(body, boundary):
        name = head.get_param("name", "", header="content-disposition")
        chosen = head.get_param("filename", None, header="content-disposition")
        if chosen is None:
            fields.append((_text(name), _lines(content.decode("utf-8", "replace"))))
        else:
            stem = _text(chosen).replace("\\", "/").rpartition("/")[2]
            files.append((_text(name), File(name=stem, content=content)))
    return Form(fields=tuple(fields), files=tuple(files))


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[Message, bytes]]:
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if len(pieces) > MOST:
        raise ValueError(f"it has more than {MOST:,} parts")
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise ValueError("it breaks off")
    for piece in pieces[1:-1]:
        head, blank, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not blank:
            raise ValueError("a part has no head")
        header = Message()
        for line in head.decode("utf-8", "replace").split("\r\n"):
            name, _, said = line.partition(":")
            header[name.strip()] = said.strip()
        yield header, content


def _text(parameter: object) -> str:
    return parameter if isinstance(parameter, str) else ""


def _lines(text: str) -> str:
    """A text with its lines ended as everywhere but in forms."""
    return text.replace("\r\n", "\n")
