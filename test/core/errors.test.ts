import { AlreadyExistsError, CredentialsError, causedBy, errorText } from "../../src/core/errors";

// The error of the service itself was lost, or only what had caused that one went along.
it("an error that stands for another one tells what the vendor said, and has that one as its cause", () => {
  const cause = new CredentialsError("no", "Look.", {
    vendorCode: "C",
    httpStatus: 403,
    requestId: "r",
    cause: "deep",
  });
  const error = new AlreadyExistsError("it exists", "Take it over.", causedBy(cause));
  expect(error).toMatchObject({ vendorCode: "C", httpStatus: 403, requestId: "r" });
  expect(error.cause).toBe(cause);
});

it("an error of another kind is a cause too, and none is none", () => {
  const cause = new TypeError("no");
  expect(new AlreadyExistsError("it exists", "Take it over.", causedBy(cause)).cause).toBe(cause);
  expect("cause" in new AlreadyExistsError("it exists", "Take it over.", causedBy(undefined))).toBe(false);
});

it.each([
  [new TypeError("x is undefined"), "TypeError: x is undefined"],
  [Object.assign(new Error("unknown byte"), { name: "DecodeError" }), "DecodeError: unknown byte"],
  [Object.assign(new Error("unknown byte"), { name: "t" }), "Error: unknown byte"],
  [new SyntaxError('Unexpected token in "secret"'), "SyntaxError"],
  [new Error("two\n  lines"), "Error: two lines"],
  ["text", "text"],
])("%p of others is told as %s", (error, expected) => {
  expect(errorText(error)).toBe(expected);
});
