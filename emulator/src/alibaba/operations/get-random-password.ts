import { randomInt } from "node:crypto";
import { invalidParameter } from "../errors";
import type { Operation, OperationContext } from "../operation";

const types = {
  ExcludeLowercase: "abcdefghijklmnopqrstuvwxyz",
  ExcludeUppercase: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  ExcludeNumbers: "0123456789",
  ExcludePunctuation: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
};

export const getRandomPassword: Operation = {
  name: "GetRandomPassword",
  kind: "read",
  run: (context) => {
    const length = context.parameters.integer("PasswordLength", { min: 8, max: 128, default: 32 });
    const included = readIncluded(context);
    const needsEach = (context.parameters.optional("RequireEachIncludedType") || "true").toLowerCase() === "true";
    const one = (characters: string): string => characters.charAt(randomInt(characters.length));
    const first = needsEach ? included.map(one) : [];
    const rest = Array.from({ length: length - first.length }, () => one(included.join("")));
    return { RandomPassword: shuffled([...first, ...rest]).join("") };
  },
};

/** The allowed characters of each type. @throws KmsError InvalidParameter */
function readIncluded({ parameters }: OperationContext): string[] {
  const excluded = parameters.optional("ExcludeCharacters") ?? "";
  const included = Object.entries(types)
    .filter(([name]) => !parameters.flag(name))
    .map(([, characters]) => [...characters].filter((one) => !excluded.includes(one)).join(""))
    .filter((characters) => characters !== "");
  if (included.length === 0) throw invalidParameter("ExcludeCharacters", "no character is left");
  return included;
}

function shuffled<T>(items: readonly T[]): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
