"""The language server: findings in any editor that speaks the Language Server Protocol. Needs the extra `lsp` (pygls)."""
