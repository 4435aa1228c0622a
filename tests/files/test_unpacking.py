"""What a stranger's archive may do to whoever unpacks it: nothing. Each of these is refused in plain words, before or while it is unpacked."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shkplan.base.errors import VerificationFailed
from shkplan.base.messages import said
from shkplan.files.packing import misnamed, packed, quoted_name
from shkplan.files.unpacking import Room, unpacked

GOOD = {"a.txt": b"alpha", "folder/b.txt": b"beta" * 100, "folder/中文.csv": "数".encode()}
ROOM = Room(archive=10_000_000, files=50, each=2_500_000, whole=4_000_000, ratio=100)
END = 22


def entry(name: str = "evil.txt", **fields: object) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr, info.compress_type = 3, 0o100644 << 16, zipfile.ZIP_DEFLATED
    for field, value in fields.items():
        setattr(info, field, value)
    return info


def archive(*entries: tuple[zipfile.ZipInfo, bytes], comment: bytes = b"") -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        file.comment = comment
        for info, content in entries:
            file.writestr(info, content)
    return whole.getvalue()


def named(*names: str) -> bytes:
    """An archive whose names zipfile would not write: they are put in afterwards, of the same length."""
    stand_ins = [f"{at:x<{len(name.encode())}}" for at, name in enumerate(names)]
    whole = archive(*((entry(one), b"content") for one in stand_ins))
    for one, name in zip(stand_ins, names, strict=True):
        whole = whole.replace(one.encode(), name.encode())
    return whole if all(name.isascii() for name in names) else flagged(whole, 0x800)


def flagged(whole: bytes, flags: int) -> bytes:
    """The flags of the first entry, in its head and in the list."""
    changed = bytearray(whole)
    listed = struct.unpack_from("<L", whole, len(whole) - 6)[0]
    struct.pack_into("<H", changed, 6, flags)
    struct.pack_into("<H", changed, listed + 8, flags)
    return bytes(changed)


def changed(whole: bytes, at: int, form: str, value: int) -> bytes:
    other = bytearray(whole)
    struct.pack_into(form, other, at if at >= 0 else len(whole) + at, value)
    return bytes(other)


def list_place(whole: bytes) -> int:
    return int(struct.unpack_from("<L", whole, len(whole) - 6)[0])


def one() -> bytes:
    return archive((entry(), b"content" * 20))


def doubled() -> bytes:
    """Two entries of one name."""
    return named("same.txt", "same.txt")


def moved(by: bytes, at: Callable[[bytes], int]) -> bytes:
    """Something put in between, with the end mended so that the list is found."""
    whole = one()
    place = at(whole)
    other = whole[:place] + by + whole[place:]
    return changed(other, -6, "<L", list_place(whole) + len(by))


def overlapping() -> bytes:
    """The bomb without recursion: many entries of the list share the content of one file."""
    whole = archive((entry("1.txt"), bytes(900_000)))
    place = list_place(whole)
    listed = whole[place:-END]
    return whole[:place] + listed + listed.replace(b"1.txt", b"2.txt") + struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, 2 * len(listed), place, 0
    )  # fmt: skip


def lying_size() -> bytes:
    """A file that says it is small, and unpacks to two megabytes."""
    whole = archive((entry(), bytes(2_000_000)))
    return changed(changed(whole, 22, "<L", 100), list_place(whole) + 24, "<L", 100)


def late_name() -> bytes:
    """A head that names another file than the list."""
    return one().replace(b"evil.txt", b"good.txt", 1)


def unclosed() -> bytes:
    """Deflated content that gives all its bytes, and does not come to its end."""
    content = b"content" * 20
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    whole = archive((entry(compress_type=0), stream.compress(content) + stream.flush(zlib.Z_SYNC_FLUSH)))
    listed = list_place(whole)
    for at, form, value in ((0, "<H", 8), (6, "<L", zlib.crc32(content)), (14, "<L", len(content))):
        whole = changed(changed(whole, 8 + at, form, value), listed + 10 + at, form, value)
    return whole


HOSTILE = {
    "no archive": (lambda: b"<html>not found</html>" * 10, "does not end as a zip archive does"),
    "empty file": (lambda: b"", "not a zip archive, or is cut short"),
    "cut short": (lambda: one()[:-10], "does not end as a zip archive does"),
    "data behind": (lambda: one() + b"#!/bin/sh\n", "does not end as a zip archive does"),
    "a comment": (lambda: archive((entry(), b"x"), comment=b"hidden"), "does not end as a zip archive does"),
    "a second archive behind": (lambda: one() + one(), "before its first file"),
    "data before": (lambda: b"MZ" * 20 + one(), "before its first file"),
    "data before, mended": (lambda: moved(b"MZ" * 20, lambda whole: 0), "describes itself otherwise"),
    "data between files and list": (lambda: moved(b"hidden", list_place), "between its files and its list"),
    "many disks": (lambda: changed(one(), -18, "<H", 1), "not that of one plain archive"),
    "zip64": (lambda: changed(one(), -6, "<L", 0xFFFFFFFF), "not that of one plain archive"),
    "fewer files than listed": (lambda: changed(changed(one(), -14, "<H", 2), -12, "<H", 2), "not as long as its end says"),
    "a list of rubbish": (lambda: changed(one(), list_place(one()), "<L", 0), "cannot be read"),
    "a parent folder": (lambda: named("../evil.txt"), "leads out of the folder"),
    "a parent folder within": (lambda: named("a/../../evil.txt"), "leads out of the folder"),
    "an absolute name": (lambda: named("/etc/passwd"), "another place on the disk"),
    "a drive": (lambda: named("C:/evil.txt"), "another place on the disk"),
    "a share": (lambda: named("\\\\host\\evil.txt"), "a backslash"),
    "a backslash": (lambda: named("a\\..\\evil.txt"), "a backslash"),
    "a folder": (lambda: archive((entry("empty/"), b"")), "an entry for a folder"),
    "an empty part": (lambda: named("a//b.txt"), "leads out of the folder"),
    "a stream of another file": (lambda: named("a.txt:evil"), "not every system accepts"),
    "a device of Windows": (lambda: named("aux.txt"), "not every system accepts"),
    "a dot at the end": (lambda: named("a.txt."), "not every system accepts"),
    "a line break": (lambda: named("a\nverified: all agree"), "invisible or forbidden characters"),
    "a zero byte": (lambda: named("a.txt\0.exe"), "invisible or forbidden characters"),
    "text turned round": (lambda: named("a\u202etxt.exe"), "invisible or forbidden characters"),
    "a name beyond all length": (lambda: named("a" * 300), "longer than 200 characters"),
    "twice one name": (doubled, "is there twice"),
    "names in other letters": (lambda: named("Same.txt", "same.TXT"), "are one name on many systems"),
    "names with other marks": (lambda: packed_raw({"é.txt": b"1", "e\u0301.txt": b"2"}), "are one name on many systems"),
    "a file that is a folder": (lambda: named("a", "a/b.txt"), "is a file, and a folder for"),
    "a link": (lambda: archive((entry(external_attr=(stat.S_IFLNK | 0o777) << 16), b"/etc/passwd")), "is a link"),
    "a device": (lambda: archive((entry(external_attr=(stat.S_IFCHR | 0o666) << 16), b"")), "a device or something else"),
    "a pipe": (lambda: archive((entry(external_attr=(stat.S_IFIFO | 0o666) << 16), b"")), "a device or something else"),
    "rights of its owner": (lambda: archive((entry(external_attr=(stat.S_IFREG | 0o4755) << 16), b"x")), "asks for rights"),
    "encrypted": (lambda: flagged(one(), 1), "is encrypted"),
    "strongly encrypted": (lambda: flagged(one(), 0x41), "is encrypted"),
    "sizes behind the content": (lambda: flagged(one(), 8), "carries something besides its content"),
    "an extra field": (lambda: archive((entry(extra=b"ux\4\0root"), b"x")), "carries something besides its content"),
    "a comment on a file": (lambda: archive((entry(comment=b"hidden"), b"x")), "carries something besides its content"),
    "packed by lzma": (lambda: archive((entry(compress_type=zipfile.ZIP_LZMA), b"x")), "packed in a way"),
    "a head with another name": (late_name, "describes itself otherwise"),
    "a head with another size": (lambda: changed(one(), 22, "<L", 9), "describes itself otherwise"),
    "a wrong checksum": (lambda: changed(changed(one(), 14, "<L", 1), list_place(one()) + 16, "<L", 1), "is damaged"),
    "content that does not end": (unclosed, "is damaged"),
    "a bomb": (lambda: archive((entry(), bytes(2_400_000))), "more than 100 times"),
    "a file beyond its limit": (lambda: archive((entry(compress_type=0), bytes(2_600_000))), "more than 2 MB"),
    "all beyond the limit": (
        lambda: archive(*((entry(f"{at}.txt", compress_type=0), bytes(900_000)) for at in range(5))),
        "its files unpack to",
    ),
    "content that several share": (overlapping, "is not where the list of files says"),
    "a size that lies": (lying_size, "is damaged"),
    "too many files": (lambda: archive(*((entry(f"{at}.txt"), b"") for at in range(60))), "60 files, more than 50"),
}  # fmt: skip


def packed_raw(contents: dict[str, bytes]) -> bytes:
    return archive(*((entry(name), content) for name, content in contents.items()))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused(name: str, tmp_path: Path) -> None:
    """The first thing that is wrong is told; nothing stands outside the folder, and no more within than the limits allow."""
    make, told = HOSTILE[name]
    (tmp_path / "evil.zip").write_bytes(make())
    folder = tmp_path / "deep" / "deeper"
    folder.mkdir(parents=True)

    with pytest.raises(VerificationFailed, match="the archive is refused") as refused:
        unpacked(tmp_path / "evil.zip", folder, ROOM)

    assert told in str(refused.value), str(refused.value)
    assert "\n" not in str(refused.value)
    assert said(str(refused.value)).text("en")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "evil.zip"]
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["deeper"]
    assert sum(path.stat().st_size for path in folder.rglob("*")) <= ROOM.whole


def test_an_archive_that_is_larger_than_allowed_is_not_opened(tmp_path: Path) -> None:
    """The size of the archive itself is looked at first."""
    (tmp_path / "big.zip").write_bytes(packed(GOOD))
    with pytest.raises(VerificationFailed, match="larger than"):
        unpacked(tmp_path / "big.zip", tmp_path, Room(archive=10))


def test_what_was_packed_is_unpacked(tmp_path: Path) -> None:
    """Every file comes out as it went in."""
    (tmp_path / "good.zip").write_bytes(packed(GOOD))
    (tmp_path / "out").mkdir()
    assert unpacked(tmp_path / "good.zip", tmp_path / "out", ROOM) == sorted(GOOD)
    assert {name: (tmp_path / "out" / name).read_bytes() for name in GOOD} == GOOD


def test_packing_does_not_depend_on_order_time_or_machine(tmp_path: Path) -> None:
    """Equal files give equal bytes: fixed day, fixed rights, order by name; other programs read them."""
    other = dict(reversed(GOOD.items()))
    assert packed(GOOD) == packed(other)
    with zipfile.ZipFile(io.BytesIO(packed(GOOD))) as file:
        assert file.testzip() is None
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {oct(info.external_attr >> 16) for info in file.infolist()} == {"0o100644"}


@pytest.mark.parametrize("names", [["../a"], ["a", "A"], ["a\n"], ["con"]])
def test_nothing_is_packed_that_would_be_refused(names: list[str]) -> None:
    """A name that unpacking refuses is not packed."""
    with pytest.raises(ValueError, match="name"):
        packed(dict.fromkeys(names, b""))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_archive_with_changed_bytes_is_refused_or_the_same(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever byte is changed: the archive is refused, or what comes out is what went in; never a traceback, never other content."""
    whole = bytearray(packed(GOOD))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    folder = tmp_path_factory.mktemp("changed")
    (folder / "x.zip").write_bytes(whole)
    (folder / "out").mkdir()
    try:
        names = unpacked(folder / "x.zip", folder / "out", ROOM)
    except VerificationFailed:
        return
    found = {name: (folder / "out" / name).read_bytes() for name in names}
    assert sorted(found.values()) == sorted(GOOD.values())


@given(st.text(min_size=1, max_size=30))
def test_a_quoted_name_stays_on_its_line(name: str) -> None:
    """No name ends the line it is told in, and none turns it round."""
    told = quoted_name(name)
    assert told.splitlines() == [told]
    assert not {"\u202e", "\u2066", "\x1b"} & set(told)


@given(st.text(max_size=40))
def test_a_name_that_is_taken_stays_in_its_folder(name: str) -> None:
    """What is not refused leads below the folder it is unpacked in."""
    if misnamed(name) is None:
        place = (Path("/somewhere") / name).resolve()
        assert place.is_relative_to("/somewhere")
        assert place != Path("/somewhere")
