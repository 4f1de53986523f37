from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fsspec.registry import _registry

from linter import lint
from linter.files import Unreadable
from linter.readers import export_extensions, known_extensions, read_documents
from linter.sources import Source, count, sources

EXTENSIONS = {*known_extensions(), *export_extensions()}
ISSUES = json.dumps([{"number": 7, "title": "Outage", "body": "John broke it."}])

OBJECTS = {"2024/a.md": "a", "2024/b.txt": "b", "2024/c.bin": "c", "issues.json": ISSUES, "package.json": "{}"}


def found(*arguments: object) -> list[Source | Unreadable]:
    return list(sources(map(str, arguments), extensions=EXTENSIONS))


def names(*arguments: object) -> list[str]:
    return [each.name for each in found(*arguments) if isinstance(each, Source)]


def reasons(*arguments: object) -> list[str]:
    return [each.reason for each in found(*arguments) if isinstance(each, Unreadable)]


def zipped(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, *members: tarfile.TarInfo | tuple[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    return path


def test_names_that_are_no_text_and_links_that_lead_nowhere_cost_no_other_document(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_text("b")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    assert sorted(Path(name).name for name in names(tmp_path)) == ["a.md", "caf\ufffd.md"]
    assert count([str(tmp_path / "gone.md")], extensions=EXTENSIONS, excluded=lambda *_: False) is not None


def test_packed_archives_count_in_a_folder_and_other_packed_files_do_not(tmp_path: Path) -> None:
    for name in ("2021.tar", "2022.tgz", "2023.tar.gz"):
        tarred(tmp_path / name, ("may.md", b"a"))
    (tmp_path / "log.gz").write_bytes(b"\x1f\x8b")
    assert [Path(name).parent.name for name in names(tmp_path)] == ["2021.tar", "2022.tgz", "2023.tar.gz"]
    assert reasons(tmp_path) == []


def test_half_a_character_is_written_as_the_sign_for_one() -> None:
    body = json.dumps([{"number": 7, "title": "Outage", "body": "John \ud83d pushed bad code."}]).encode()
    (document,) = read_documents(body, "issues.json")
    assert "John \ufffd pushed bad code." in document.source
    source = "# Postmortem\n\n## Timeline\n\n## Actions\n\n- Add an alert \ud83d soon\n"
    assert [finding.span.start for finding in lint(source).findings] == [source.index("Add")] * 2


def test_a_repository_that_checks_signatures_runs_nothing(tmp_path: Path) -> None:
    def git(*arguments: str, text: str = "") -> str:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments]
        return subprocess.run(command, cwd=tmp_path, input=text, check=True, capture_output=True, text=True).stdout

    git("init", "-b", "main")
    (tmp_path / "a.md").write_text("a")
    git("add", ".")
    git("commit", "-m", "one")
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n")
    program.chmod(0o755)
    head, _, message = git("cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    git("update-ref", "HEAD", git("hash-object", "-t", "commit", "-w", "--stdin", text=f"{head}\n{signature}\n\n{message}").strip())
    git("config", "log.showSignature", "true")
    git("config", "gpg.program", str(program))
    (source,) = found(f"git+{tmp_path}")
    assert isinstance(source, Source)
    assert source.date is not None
    assert not (tmp_path / "ran").exists()
    git("log", "-1")
    assert (tmp_path / "ran").exists()


def test_a_number_of_too_many_digits_is_a_reason(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[1" + "0" * 5000 + "]")
    assert ["digits" in reason for reason in reasons(tmp_path)] == [True]


def test_a_folder_has_its_documents_and_only_those_exports_that_a_reader_knows(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a")
    (tmp_path / "issues.json").write_text(ISSUES)
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / "b.exe").write_text("b")
    zipped(tmp_path / "c.zip", {"inside/d.md": "d", ".hidden/e.md": "e", "f.bin": "f"})
    assert names(tmp_path) == [f"{tmp_path}/a.md", f"{tmp_path}/c.zip/inside/d.md", f"{tmp_path}/issues.json"]
    assert reasons(tmp_path) == []
    # What was named is there, so that its reader says why it can't be read.
    assert names(tmp_path / "package.json") == [f"{tmp_path}/package.json"]
    assert count([str(tmp_path)], extensions=EXTENSIONS, excluded=lambda _path, _folder: False) is None
    assert count([str(tmp_path / "a.md")], extensions=EXTENSIONS, excluded=lambda _path, _folder: False) == 1


def test_globs_and_each_file_once(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.txt"):
        (tmp_path / name).write_text(name)
    assert names(tmp_path / "*.md", tmp_path / "a.md") == [f"{tmp_path}/a.md", f"{tmp_path}/b.md"]
    assert reasons(tmp_path / "*.rst") == ["no file matches"]


def test_archives_are_folders_and_an_export_in_one_stays_whole(tmp_path: Path) -> None:
    space = zipped(tmp_path / "space.zip", {"entities.xml": "<hibernate-generic/>"})
    assert names(space) == [str(space)]
    outer = zipped(
        tmp_path / "outer.zip",
        {"a.md": "a", "space.zip": space.read_bytes(), "other.zip": zipped(tmp_path / "o.zip", {"b.md": "b"}).read_bytes()},
    )
    assert names(outer) == [f"{outer}/a.md", f"{outer}/space.zip"]
    for name in ("a.tar", "a.tar.gz", "a.tgz"):
        tar = tarred(tmp_path / name, ("./2024/a.md", b"text"), ("2024/a.bin", b"x"), ("issues.json", ISSUES.encode()))
        assert names(tar) == [f"{tar}/2024/a.md", f"{tar}/issues.json"]
        assert next(each.data for each in found(tar) if isinstance(each, Source)) == b"text"


def test_archives_made_to_do_harm_are_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "z.md").write_text("z")
    link = tarfile.TarInfo("passwd.md")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    huge = tarfile.TarInfo("huge.md")
    huge.size = 10**12
    with tarfile.open(tmp_path / "huge.tar", "w") as archive:
        archive.fileobj.write(huge.tobuf())  # type: ignore[union-attr]
    cases = [
        (tarred(tmp_path / "up.tar", ("../up.md", b"x")), "leads out of the archive"),
        (tarred(tmp_path / "link.tar", link), "is a link"),
        (tmp_path / "huge.tar", "unpacks to too much"),
        (zipped(tmp_path / "up.zip", {"../up.md": "x"}), "leads out of the archive"),
    ]
    (tmp_path / "broken.tgz").write_bytes(b"\x1f\x8bno")
    cases.append((tmp_path / "broken.tgz", "damaged tar archive"))
    for path, said in cases:
        (reason,) = reasons(path, tmp_path / "z.md")
        assert said in reason
        assert names(path, tmp_path / "z.md") == [f"{tmp_path}/z.md"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "reviews"
    (folder / "2024").mkdir(parents=True)

    def git(*arguments: str, day: str = "2024-05-02") -> None:
        stamp = f"{day}T12:00:00+0000"
        environment = {**os.environ, "GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp, "GIT_CONFIG_GLOBAL": "/dev/null"}
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments], cwd=folder, env=environment, check=True, capture_output=True
        )

    git("init", "-b", "main")
    (folder / "2024" / "ä b.md").write_text("first")
    (folder / "gone.md").write_text("gone")
    git("add", ".")
    git("commit", "-m", "one")
    git("tag", "v1")
    (folder / "2024" / "ä b.md").write_text("second")
    (folder / "gone.md").unlink()
    (folder / "link.md").symlink_to("/etc/passwd")
    git("add", ".")
    git("commit", "-m", "two", day="2024-06-03")
    return folder


def told(*arguments: object) -> list[tuple[str, bytes, str]]:
    return [(Path(each.name).name, each.data, str(each.date)) for each in found(*arguments) if isinstance(each, Source)]


def test_a_repository_is_read_at_a_revision_and_over_its_history(repository: Path) -> None:
    assert told(f"git+{repository}") == [("ä b.md", b"second", "2024-06-03")]
    assert told(f"git+{repository}@v1") == [("ä b.md", b"first", "2024-05-02"), ("gone.md", b"gone", "2024-05-02")]
    assert told(f"git+{repository}#history") == [("ä b.md", b"second", "2024-06-03"), ("gone.md", b"gone", "2024-06-03")]
    assert told(f"git+{repository}/2024") == [("ä b.md", b"second", "2024-06-03")]


def test_a_repository_that_can_t_be_read_is_told(repository: Path, tmp_path: Path) -> None:
    assert "revision" in reasons(f"git+{repository}@nowhere")[0]
    assert "not a git repository" in reasons(f"git+{tmp_path}")[0]
    assert reasons(f"git+{repository}@--upload-pack=x")
    assert "clone" in reasons("git+https://example.com/a.git")[0]


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    moto = pytest.importorskip("moto.server")
    pytest.importorskip("s3fs")
    import boto3

    server = moto.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_ENDPOINT_URL": endpoint, "AWS_DEFAULT_REGION": "us-east-1"}
    before = {key: os.environ.get(key) for key in keys}
    os.environ.update(keys)
    try:
        client = boto3.client("s3", endpoint_url=endpoint)
        client.create_bucket(Bucket="reviews")
        for name, text in OBJECTS.items():
            client.put_object(Bucket="reviews", Key=name, Body=text.encode())
        yield endpoint
    finally:
        server.stop()
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value


def test_objects_are_read_from_s3(bucket: str) -> None:
    assert names("s3://reviews") == ["s3://reviews/2024/a.md", "s3://reviews/2024/b.txt", "s3://reviews/issues.json"]
    assert names("s3://reviews/2024/*.md") == ["s3://reviews/2024/a.md"]
    assert names("s3://reviews/2024/a.md") == ["s3://reviews/2024/a.md"]
    assert reasons("s3://reviews/2024/*.rst") == ["no object matches"]
    assert reasons("s3://reviews/nothing.md") == ["no such object"]
    assert [each.data for each in found("s3://reviews/2024") if isinstance(each, Source)] == [b"a", b"b"]


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An emulator of Google Cloud Storage with the same objects."""
    emulator = pytest.importorskip("gcp_storage_emulator.server")
    # Without it gcsfs asks for the kind of the bucket over gRPC, which the emulator does not speak.
    monkeypatch.setenv("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
    gcsfs = pytest.importorskip("gcsfs")
    from fsspec.config import conf

    server = emulator.create_server("127.0.0.1", 0, in_memory=True, default_bucket="reviews")
    server.start()
    host, port = server._api._httpd.server_address
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://{host}:{port}")
    monkeypatch.setitem(conf, "gs", {"token": "anon"})
    try:
        system = gcsfs.GCSFileSystem(token="anon")
        for name, text in OBJECTS.items():
            system.pipe(f"reviews/{name}", text.encode())
        yield
    finally:
        gcsfs.GCSFileSystem.clear_instance_cache()
        server.stop()


@pytest.mark.usefixtures("storage")
def test_objects_are_read_from_google_cloud_storage() -> None:
    assert names("gs://reviews") == ["gs://reviews/2024/a.md", "gs://reviews/2024/b.txt", "gs://reviews/issues.json"]
    assert names("gs://reviews/2024/*.md") == ["gs://reviews/2024/a.md"]
    assert names("gs://reviews/2024/a.md") == ["gs://reviews/2024/a.md"]
    assert reasons("gs://reviews/2024/*.rst") == ["no object matches"]
    assert reasons("gs://reviews/nothing.md") == ["no such object"]
    assert [each.data for each in found("gs://reviews/2024") if isinstance(each, Source)] == [b"a", b"b"]


def test_a_web_address_is_one_document(bucket: str) -> None:
    import boto3

    url = boto3.client("s3", endpoint_url=bucket).generate_presigned_url("get_object", {"Bucket": "reviews", "Key": "2024/a.md"})
    (source,) = found(url)
    assert isinstance(source, Source)
    assert source.data == b"a"
    assert reasons(f"{bucket}/reviews/none.md")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    # What was loaded once is known without an import.
    monkeypatch.delitem(_registry, "gs", raising=False)
    assert "pip install 'blamelint[cloud]'" in reasons("gs://bucket/a.md")[0]
    assert reasons("nothing://bucket/a.md")
