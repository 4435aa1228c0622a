"""Several files are replaced together, or every one is as it was."""

from pathlib import Path

import pytest

from shkplan.files.atomic import replace_all


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
    with pytest.raises(FileNotFoundError):
        replace_all({tmp_path / "a": b"new", tmp_path / "none" / "b": b"new"})
    assert there(tmp_path) == {"a": b"old"}


def test_a_link_is_followed_and_permissions_are_kept(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    replace_all({tmp_path / "link": b"new"})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o640
