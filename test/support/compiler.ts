import path from "node:path";
import ts from "typescript";

const ROOT = path.resolve(__dirname, "../..");

/** Compiles texts as if they lay in a folder of the project. @returns what the compiler has to say of them */
export function complaintsAbout(folder: string, texts: Readonly<Record<string, string>>): string[] {
  const { config } = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ["x.ts"] }, ts.sys, ROOT);
  const virtual = new Map(Object.entries(texts).map(([name, text]) => [path.join(ROOT, folder, name), text]));
  const host = ts.createCompilerHost({ ...options, skipLibCheck: true, noEmit: true });
  const { readFile, fileExists } = host;
  host.readFile = (file) => virtual.get(file) ?? readFile.call(host, file);
  host.fileExists = (file) => virtual.has(file) || fileExists.call(host, file);
  host.getSourceFile = (file, target) => {
    const text = host.readFile(file);
    return text === undefined ? undefined : ts.createSourceFile(file, text, target);
  };
  const program = ts.createProgram([...virtual.keys()], { ...options, skipLibCheck: true, noEmit: true }, host);
  const found = [...virtual.keys()].flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
  return found.map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${path.basename(file?.fileName ?? "")}:${line} ${ts.flattenDiagnosticMessageText(messageText, "; ")}`;
  });
}
