import { ConfigurationError, isKeysmithError, NotFoundError } from "./errors";
import { message } from "./message";

const REMEDY =
  "If the state was edited by hand or cut, restore it from a backup, or take the resource out of the state and adopt its " +
  "object anew. Otherwise this is a defect worth a report. Nothing was changed.";

export function damagedRecord(subject: string, problem: string): ConfigurationError {
  return new ConfigurationError(`${subject}: ${problem}`, REMEDY);
}

/**
 * The error to show for one that came up while a record was used. Code that takes a record for whole stumbles over one that
 * somebody has edited or that lacks a part: then the error names the resource and says what to do.
 */
export function aboutRecord(subject: string, error: unknown): unknown {
  const stumbled = error instanceof TypeError || error instanceof RangeError;
  if (isKeysmithError(error) || !stumbled) return error;
  return damagedRecord(subject, `its record can't be used (${error.message})`);
}

/** @throws ConfigurationError that names the resource whose record somebody has edited */
export function onRecord<T>({ title }: { readonly title: string }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw aboutRecord(title, error);
  }
}

/** For an update: whoever deleted the object, the engine takes it for recorded until it is told. @param advice how to tell it */
export function withRefreshAdvice(error: unknown, advice: string): unknown {
  if (!(error instanceof NotFoundError)) return error;
  return new NotFoundError(error.told.problem, message`${error.told.remedy} ${advice}`, error);
}
