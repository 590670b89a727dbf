import { readFileSync } from "node:fs";
import { codeCacheFolder, evaluate } from "./code-cache";
import { keepMemoryLow } from "./memory";

// The beginning of the script for Node. The program follows in the same file as a one-line comment, so Node doesn't
// read it early: its hash, and its code with vertical tabs for line breaks. Two files would be plainer, but an update
// replaces one file at once and never two: an engine that starts meanwhile would run halves of two versions.

keepMemoryLow();

const MARK = "\v//";
const HASH = 64;

type Program = (...scope: readonly unknown[]) => void;
/** Evaluates code that the program loads late and holds as text. */
type Evaluate = (code: string, hash: string, filename: string) => unknown;

const text = readFileSync(__filename, "latin1");
const start = text.indexOf(MARK) + MARK.length;
const code = text.slice(start + HASH).replaceAll("\v", "\n");
const folder = codeCacheFolder(process.env);
const late: Evaluate = (code, hash, filename) => evaluate({ code, hash, filename }, folder);
const program = evaluate({ code, hash: text.slice(start, start + HASH), filename: __filename }, folder) as Program;
program(exports, require, module, __filename, __dirname, late);
