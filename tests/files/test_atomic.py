"""Several files are replaced together, or every one is as it was."""

import os
import sys
from pathlib import Path

import pytest

from shkplan.base.errors import ShkplanError
from shkplan.files import atomic
from shkplan.files.atomic import create, move, move_into, put, replace_all


def there(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_are_written(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    replace_all({tmp_path / "a": b"new", tmp_path / "b": b"fresh"})
    assert there(tmp_path) == {"a": b"new", "b": b"fresh"}


@pytest.mark.parametrize("falls", [1, 2, 3])
def test_a_failing_replacement_undoes_those_before_it(tmp_path, monkeypatch, falls):
    (tmp_path / "a").write_bytes(b"old a")
    (tmp_path / "b").write_bytes(b"old b")
    before = there(tmp_path)
    calls = []
    replace = Path.replace

    def failing(self, target):
        calls.append(target)
        if len(calls) == falls:
            raise PermissionError("open in Excel")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(PermissionError):
        replace_all({tmp_path / "a": b"new", tmp_path / "c": b"new", tmp_path / "b": b"new"})
    assert there(tmp_path) == before


def test_a_folder_that_is_not_there_leaves_the_others_alone(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(ShkplanError) as told:
        replace_all({tmp_path / "a": b"new", tmp_path / "none" / "b": b"new"})
    folder = (tmp_path / "none").as_posix()
    assert str(told.value) == (
        f"{folder} is no folder: b was not written. Make the folder first, or name another place."
    )
    assert told.value.text("zh") == f"文件夹 {folder} 不存在，未写入 b。请先建立该文件夹，或指定其他位置。"
    assert there(tmp_path) == {"a": b"old"}


def test_a_link_is_followed_and_permissions_are_kept(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    replace_all({tmp_path / "link": b"new"})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o640


@pytest.fixture(params=["exchanged", "one by one"])
def way(request, monkeypatch):
    """Both ways to change places: that of Linux, and that of every system."""
    if request.param == "one by one":
        monkeypatch.setattr(atomic, "_renameat2", lambda: None)
    elif sys.platform != "linux":
        pytest.skip("only Linux exchanges two names")
    return request.param


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("held", [None, "file", "folder"])
def test_a_move_takes_the_place_of_what_stood_there(tmp_path, held):
    """A file over a file, a folder over a folder or over nothing: the new one whole, nothing beside it."""
    fresh, final, former = tmp_path / "fresh", tmp_path / "final", tmp_path / "former"
    if held == "file":
        fresh.write_text("new")
        final.write_text("old")
    else:
        fresh.mkdir()
        (fresh / "one").write_text("new")
    if held == "folder":
        final.mkdir()
        (final / "two").write_text("old")
    move(fresh, final, former)
    assert [path.name for path in tmp_path.iterdir()] == ["final"]
    assert (final if held == "file" else final / "one").read_text() == "new"


@pytest.mark.usefixtures("way")
def test_a_move_that_fails_leaves_what_stood_there(tmp_path):
    """Where the new folder is not to be had, the old one stands at its place again."""
    final = tmp_path / "final"
    final.mkdir()
    (final / "two").write_text("old")
    with pytest.raises(OSError, match="lost"):
        move(tmp_path / "lost", final, tmp_path / "former")
    assert [path.name for path in tmp_path.iterdir()] == ["final"]
    assert (final / "two").read_text() == "old"


def folder_of(tmp_path, name, text):
    (tmp_path / name / "below").mkdir(parents=True)
    (tmp_path / name / "below" / "page").write_text(text)
    return tmp_path / name


def test_no_moment_of_a_move_is_without_the_old_or_the_new(tmp_path, monkeypatch, way):
    """Looked at whenever a name changes: on Linux one of them stands there, elsewhere the old one stands beside for a moment."""
    fresh, final, seen = folder_of(tmp_path, "fresh", "new"), folder_of(tmp_path, "final", "old"), []

    def look(real):
        def looking(*given, **more):
            seen.append((final / "below" / "page").read_text() if final.exists() else None)
            return real(*given, **more)

        return looking

    for name in ("rename", "replace"):
        monkeypatch.setattr(Path, name, look(getattr(Path, name)))
    monkeypatch.setattr(atomic.shutil, "rmtree", look(atomic.shutil.rmtree))
    move(fresh, final, tmp_path / "former")
    assert seen == (["new"] if way == "exchanged" else ["old", None, "new"])


@pytest.mark.skipif(os.name == "nt", reason="Windows opens no folders")
@pytest.mark.usefixtures("way")
def test_a_report_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    """Every file and folder of it, and after the move the folder that holds its name: a power cut leaves old or new."""
    fresh, final, told = folder_of(tmp_path, "fresh", "new"), folder_of(tmp_path, "final", "old"), []
    number = {path.stat().st_ino: path for path in [fresh, *fresh.rglob("*"), tmp_path]}
    real = os.fsync

    def noting(file):
        told.append((number[os.fstat(file).st_ino].name, (final / "below" / "page").read_text()))
        real(file)

    monkeypatch.setattr(os, "fsync", noting)
    move(fresh, final, tmp_path / "former")
    assert sorted(told[:-1]) == [("below", "old"), ("fresh", "old"), ("page", "old")]
    assert told[-1] == (tmp_path.name, "new")


def test_a_file_that_is_put_is_the_old_one_or_the_new_one(tmp_path, monkeypatch):
    """A pointer that others read at any moment; a disk that is full leaves the old one, and nothing beside it."""
    put(tmp_path / "latest", b"one")
    put(tmp_path / "latest", b"two")
    assert there(tmp_path) == {"latest": b"two"}

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        put(tmp_path / "latest", b"three")
    assert there(tmp_path) == {"latest": b"two"}


def test_a_folder_that_stays_is_filled_with_all_or_nothing(tmp_path, monkeypatch):
    """The folder is the same one afterwards; if one entry cannot be moved, none is left in it."""
    fresh, folder = tmp_path / "fresh", tmp_path / "folder"
    for path in (fresh, folder, fresh / "sub"):
        path.mkdir()
    (fresh / "a").write_text("1")
    before = folder.stat().st_ino
    move_into(fresh, folder)
    assert (sorted(path.name for path in folder.iterdir()), folder.stat().st_ino) == (["a", "sub"], before)

    empty = tmp_path / "empty"
    empty.mkdir()
    real = Path.rename
    monkeypatch.setattr(
        Path, "rename", lambda self, to: real(self, to if self.name == "a" else tmp_path / "no" / "way")
    )
    with pytest.raises(OSError, match="way"):
        move_into(folder, empty)
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize("links", [True, False], ids=["two names a file", "one name a file"])
def test_a_file_is_made_where_none_is(tmp_path, monkeypatch, links):
    """Whatever the disk: whole, once, and nothing is left beside it."""

    def unable(self, target):  # as on FAT
        raise PermissionError(1, "Operation not permitted")

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", unable)
    assert create(tmp_path / "a", b"first")
    assert not create(tmp_path / "a", b"second")
    assert there(tmp_path) == {"a": b"first"}
