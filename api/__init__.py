"""The HTTP service: the native API, a LanguageTool facade for editors, and a page for people. `create_app` of `api.app` builds it."""
