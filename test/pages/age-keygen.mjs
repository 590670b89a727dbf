// What `age-keygen -o <file>` and `age-keygen -y <file>` do.
import { readFileSync, writeFileSync } from "node:fs";
import { generateIdentity, identityToRecipient } from "age-encryption";

const [option, file] = process.argv.slice(2);
if (option === "-o")
  writeFileSync(file, `# a comment, as age writes one\n${await generateIdentity()}\n`, { mode: 0o600 });
else console.log(await identityToRecipient(readFileSync(file, "utf8").trim().split("\n").at(-1)));
