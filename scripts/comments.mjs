// Before packing: takes the comments out of the compiled code, a fifth of it, as users read those of the declarations.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

// What asks for a module by `import()` must go on to do so, and this kind alone leaves it as it is.
const module = ts.ModuleKind.ESNext;
const compilerOptions = { removeComments: true, module, target: ts.ScriptTarget.ES2022 };

/** @param {string} dist the folder that the compiler has written; bundles have no such ending */
export function removeComments(dist) {
  for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".js")) continue;
    const file = path.join(dist, name);
    writeFileSync(file, ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions }).outputText);
  }
}
