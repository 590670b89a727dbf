/** Compiled by the type check, never run: how a program tells the errors of Keysmith apart, and what the compiler must refuse. */
import * as keysmith from "../../src/index";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function expectSame<A, B>(_same: Same<A, B>): void {}

/** All that can be thrown, by what the package exports: an error class that is missing in the union is found here. */
type Thrown = {
  [Name in keyof typeof keysmith]: (typeof keysmith)[Name] extends (new (
    ...given: never
  ) => infer Made extends keysmith.KeysmithError)
    ? Made
    : never;
}[keyof typeof keysmith];

expectSame<Thrown["code"], keysmith.AnyKeysmithError["code"]>(true);
expectSame<keysmith.ErrorCode, keysmith.AnyKeysmithError["code"]>(true);

export function explained(error: unknown): string {
  if (!keysmith.isKeysmithError(error)) throw error;
  expectSame<typeof error.requestId, string | undefined>(true);
  // @ts-expect-error which error it is isn't told yet
  console.log(error.problems);
  switch (error.code) {
    case "invalid-input":
      expectSame<typeof error, keysmith.InvalidInputError>(true);
      return error.problems.map(({ field, reason }) => `${field}: ${reason}`).join("; ");
    case "no-reply":
      return error.sent ? "perhaps done" : "not done";
    case "partial":
      return Object.keys(error.state).join();
    case "not-found":
      // @ts-expect-error only an error of inputs has problems
      return error.problems;
    // @ts-expect-error there is no such code
    case "gone":
      return "";
    default:
      return error.remedy;
  }
}

/** The compiler finds a code that isn't thought of. */
export function exhaustive(error: keysmith.InvalidInputError | keysmith.PartialError): number {
  switch (error.code) {
    case "invalid-input":
      return error.problems.length;
    case "partial":
      return Object.keys(error.state).length;
  }
}
