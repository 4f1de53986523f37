"""Runs LibreOffice without a window, has its LanguageTool checker check a text, and prints what it found as JSON.

    /usr/bin/python3 office.py SOFFICE PROFILE BASE_URL TEXT

For the Python that has LibreOffice's `uno`, which is seldom the one of the project.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import Locale

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool">
<prop oor:name="BaseURL" oor:op="fuse"><value>{url}</value></prop>
<prop oor:name="IsEnabled" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""


def connected(pipe, process):
    """The component context of the running office."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            if process.poll() is not None:
                raise
            time.sleep(0.2)
    raise TimeoutError


def main(soffice, profile, url, text):
    user = Path(profile) / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(SETTINGS.format(url=url))
    pipe = f"blamelint{Path(profile).parent.name}"
    options = ["--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp", f"-env:UserInstallation={Path(profile).as_uri()}"]
    process = subprocess.Popen([soffice, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        context = connected(pipe, process)
        checker = context.ServiceManager.createInstanceWithContext("org.openoffice.lingu.LanguageToolGrammarChecker", context)
        locale = Locale("en", "US", "")
        whole = len(text.encode("utf-16-le")) // 2
        result = checker.doProofreading("1", text, locale, 0, whole, (PropertyValue(),))
        units = text.encode("utf-16-le")
        print(
            json.dumps(
                [
                    {
                        "words": units[2 * each.nErrorStart : 2 * (each.nErrorStart + each.nErrorLength)].decode("utf-16-le"),
                        "comments": [each.aShortComment, each.aFullComment],
                        "suggestions": list(each.aSuggestions),
                    }
                    for each in result.aErrors
                ]
            )
        )
    finally:
        process.terminate()
        process.wait(60)


main(*sys.argv[1:])
