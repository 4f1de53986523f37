// Reads lines of JSON strings from standard input and prints one line of JSON for each: the alarms of Harper, as [kind, message, text].
// node harper.mjs MODULES
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const folder = `${process.argv[2]}/harper.js/dist`;
const { LocalLinter } = await import(pathToFileURL(`${folder}/index.js`));
const { binary } = await import(pathToFileURL(`${folder}/binary.js`));
const linter = new LocalLinter({ binary });
await linter.setup();
for (const line of readFileSync(0, "utf-8").split("\n").filter(Boolean)) {
  const found = await linter.lint(JSON.parse(line), { language: "plaintext" });
  console.log(JSON.stringify(found.map((each) => [each.lint_kind(), each.message(), each.get_problem_text()])));
}
