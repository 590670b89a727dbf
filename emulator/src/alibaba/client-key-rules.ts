import { addDuration } from "../duration";
import { invalidParameter } from "./errors";
import type { OperationContext } from "./operation";
import type { Parameters } from "./parameters";
import { addYears, formatKmsTime, parseKmsTime } from "./time";

const allowedPassword = /^[0-9A-Za-z~!@#$%^&*?_-]{8,64}$/;
const characterKinds = [/[0-9]/, /[a-z]/, /[A-Z]/, /[~!@#$%^&*?_-]/];

/** Years of validity of a key without dates, and the longest span that strict mode allows. */
const defaultYears = 5;
const shortestYears = 1;
const longestYears = 5;

/** Password: 8 to 64 allowed characters of at least two kinds. @throws KmsError, which never shows it */
export function readPassword(parameters: Parameters): string {
  const password = parameters.required("Password");
  if (!allowedPassword.test(password)) {
    throw invalidParameter("Password", "8 to 64 digits, letters or ~!@#$%^&*?_- are allowed");
  }
  if (characterKinds.filter((kind) => kind.test(password)).length < 2) {
    throw invalidParameter("Password", "at least two kinds of characters are needed");
  }
  return password;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** NotBefore and NotAfter: both, or neither for five years from now. @throws KmsError InvalidParameter */
export function readValidity({ parameters, now, strict }: OperationContext): Validity {
  const [from, to] = [readTime(parameters, "NotBefore"), readTime(parameters, "NotAfter")];
  if (from === undefined && to === undefined) {
    const start = parseKmsTime(formatKmsTime(now)) ?? now;
    return { notBefore: start, notAfter: addYears(start, defaultYears) };
  }
  if (from === undefined) throw invalidParameter("NotBefore", "it must be sent together with NotAfter");
  if (to === undefined) throw invalidParameter("NotAfter", "it must be sent together with NotBefore");
  if (to <= from) throw invalidParameter("NotAfter", "it must be later than NotBefore");
  if (strict && (to < addYears(from, shortestYears) || to > addYears(from, longestYears))) {
    throw invalidParameter("NotAfter", `the validity must be ${shortestYears} to ${longestYears} years`);
  }
  return { notBefore: from, notAfter: to };
}

/** The end of a key created at `createTime` under the emulator's limit on the lifetime of keys. */
export function limitedEnd(notAfter: string, createTime: string, longest: string | undefined): string {
  if (longest === undefined) return notAfter;
  const latest = formatKmsTime(addDuration(new Date(createTime), longest));
  return latest < notAfter ? latest : notAfter;
}

function readTime(parameters: Parameters, name: string): Date | undefined {
  const text = parameters.optional(name);
  if (text === undefined || text === "") return undefined;
  const time = parseKmsTime(text);
  if (time === undefined) throw invalidParameter(name, "it must be a time in the form YYYY-MM-DDThh:mm:ssZ");
  return time;
}
