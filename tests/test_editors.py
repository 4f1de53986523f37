"""Editors, without a window, with the set-up that the documents show: each opens a review and tells what it sees."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the extra [lsp] is not installed")

from service import ROOT, RULES_ALONE

PAGE = (ROOT / "docs" / "editors.md").read_text("utf-8")
BLAME = "Sarah needs to be more careful."
REVIEW = f"# Next steps\n\n- 😀 {BLAME}\n"
ALE = Path("/usr/share/vim-ale")
PACKAGES = [part for folder in sorted(Path("/usr/share/emacs/site-lisp/elpa-src").glob("*")) for part in ("-L", str(folder))]


def needs(*programs: str, also: bool = True) -> pytest.MarkDecorator:
    missing = [name for name in programs if not shutil.which(name)]
    return pytest.mark.skipif(bool(missing) or not also, reason=f"not installed: {', '.join(missing) or 'a package of ' + programs[0]}")


def shown(language: str) -> str:
    """The set-up that the page shows."""
    (block,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return str(block)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a review, its configuration, and `blamelint` as a program."""
    (tmp_path / "blamelint.toml").write_text(RULES_ALONE)
    (tmp_path / "review.md").write_text(REVIEW)
    program = tmp_path / "bin" / "blamelint"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m linter.cli "$@"\n')
    program.chmod(0o755)
    return tmp_path


def run(folder: Path, *command: str) -> Any:
    """What an editor left in `seen.json`."""
    environment = os.environ | {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOME": str(folder), "TERM": "dumb"}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=550, check=False
    )
    seen = folder / "seen.json"
    assert seen.is_file(), done.stdout[-2000:] + done.stderr[-2000:]
    return json.loads(seen.read_text("utf-8"))


NEOVIM = """
vim.lsp.start = vim.lsp.start or function(settings)
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(settings))
end
dofile("setup.lua")
vim.cmd("filetype on | edit review.md | set filetype=markdown")
vim.wait(300000, function() return #vim.diagnostic.get(0) > 0 end, 100)
local found = vim.diagnostic.get(0)[1]
local line = vim.api.nvim_buf_get_lines(0, found.lnum, found.lnum + 1, true)[1]
vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
local here = vim.lsp.util.make_position_params()
local hover = vim.lsp.buf_request_sync(0, "textDocument/hover", here, 60000)
local ask = vim.lsp.util.make_range_params()
ask.context = { diagnostics = {} }
local actions = vim.lsp.buf_request_sync(0, "textDocument/codeAction", ask, 60000)
local _, first = next(actions)
local allow = first.result[#first.result]
vim.lsp.util.apply_workspace_edit(allow.edit, "utf-16")
vim.wait(300000, function() return #vim.diagnostic.get(0) == 0 end, 100)
local _, said = next(hover)
vim.fn.writefile({ vim.fn.json_encode({
  code = found.code, words = line:sub(found.col + 1, found.end_col), why = said.result.contents.value,
  title = allow.title, text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\\n"), left = #vim.diagnostic.get(0),
}) }, "seen.json")
vim.cmd("qall!")
"""


@needs("nvim")
def test_neovim(folder: Path) -> None:
    (folder / "setup.lua").write_text(shown("lua"))
    (folder / "drive.lua").write_text(NEOVIM)
    seen = run(folder, "nvim", "--headless", "-u", "NONE", "-i", "NONE", "-c", "luafile drive.lua")
    assert seen["words"] in BLAME
    assert seen["code"] in seen["why"]
    assert seen["title"].startswith("Allow this sentence")
    assert f"ignore[{seen['code']}]" in seen["text"]
    assert seen["left"] == 0


VIM = """
set nocompatible encoding=utf-8
let g:ale_linters_explicit = 1
let g:ale_linters = {'markdown': ['blamelint']}
set runtimepath+=/usr/share/vim-ale
filetype plugin on
runtime plugin/ale.vim
source setup.vim
edit review.md
set filetype=markdown
call ale#Queue(0)
let found = []
for i in range(1500)
  sleep 200m
  let found = ale#engine#GetLoclist(bufnr(''))
  if !empty(found) | break | endif
endfor
call writefile([json_encode(map(copy(found), {_, each -> {'line': each.lnum, 'text': each.text, 'code': get(each, 'code', ''), 'words':
  \\ strpart(getline(each.lnum), each.col - 1, get(each, 'end_col', each.col) - each.col + 1)}}))], 'seen.json')
qall!
"""


@needs("vim", also=ALE.is_dir())
def test_vim(folder: Path) -> None:
    (folder / "setup.vim").write_text(shown("vim"))
    (folder / "drive.vim").write_text(VIM)
    seen = run(folder, "vim", "-N", "-u", "NONE", "-i", "NONE", "-es", "-S", "drive.vim")
    assert [each["line"] for each in seen] == [3]
    assert seen[0]["words"] in BLAME
    assert "Reads as" in seen[0]["text"]


EMACS = """
(require 'json)
(setq eglot-sync-connect 300 eglot-autoshutdown nil coding-system-for-read 'utf-8)
(load (expand-file-name "setup.el") nil t)
(remove-hook 'text-mode-hook #'eglot-ensure)
(find-file "review.md")
(text-mode)
(apply #'eglot--connect (eglot--guess-contact))
(let ((tries 1500))
  (while (and (null (flymake-diagnostics)) (> tries 0))
    (accept-process-output nil 0.2)
    (setq tries (1- tries))))
(let ((seen (mapcar (lambda (each)
                      `((words . ,(buffer-substring-no-properties (flymake-diagnostic-beg each) (flymake-diagnostic-end each)))
                        (text . ,(flymake-diagnostic-text each))))
                    (flymake-diagnostics)))
      (coding-system-for-write 'utf-8))
  (with-temp-file "seen.json" (insert (json-encode (vconcat seen)))))
"""


def emacs_has(package: str) -> bool:
    """Whether a package is part of Emacs, as Eglot is from version 29, or installed."""
    command = ["emacs", "-Q", "--batch", *PACKAGES, "--eval", f"(require '{package})"]
    return bool(shutil.which("emacs")) and subprocess.run(command, capture_output=True, check=False).returncode == 0


@needs("emacs", also=emacs_has("eglot"))
def test_emacs(folder: Path) -> None:
    (folder / "setup.el").write_text(shown("elisp"))
    (folder / "drive.el").write_text(EMACS)
    seen = run(folder, "emacs", "-Q", "--batch", *PACKAGES, "-l", "drive.el")
    assert len(seen) == 1
    assert seen[0]["words"] in BLAME
    assert "Reads as" in seen[0]["text"]
