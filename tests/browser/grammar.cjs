// Asks the service through the npm package language-grammar-api and prints its answer.
// node grammar.cjs ADDRESS MODULES TEXT
const [address, modules, text] = process.argv.slice(2);
const Client = require(require("node:path").join(modules, "language-grammar-api"));

const client = new Client({ endpoint: `${address}/v2` });
(async () => {
  const languages = await client.languages();
  const answer = await client.check({ text, language: "en-US" });
  console.log(JSON.stringify({ languages, answer }));
})().catch((error) => { console.error(error); process.exit(1); });
