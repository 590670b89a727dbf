import fc from "fast-check";
import { RejectedError } from "../../src/core/errors";
import { type ErrorTable, readError, refusal, type Sent, simply } from "../../src/http/refusal";
import { printed } from "./searching";

const ID = "4c467b38-3910-447d-87bc-ac049166f216";
const SHAPE = { code: ["code"], message: ["message"], requestId: ["id"], headers: ["x-id"] };

const table: ErrorTable = {
  said: (reply) => readError(reply, SHAPE),
  known: (code) => code === "InvalidParameter",
  codes: [],
  otherwise: () => simply(RejectedError, "Correct it."),
};

function refused(said: { readonly code?: string; readonly message?: string; readonly id?: string }, sent: Sent): Error {
  return refusal(table, "Call", { status: 400, headers: {}, body: JSON.stringify(said) }, sent, undefined);
}

/** A password, a token as a service makes it, and material in base64. */
const SECRETS = [
  "Pa ss~w0rd!-of-the-orders",
  `${Buffer.from('{"alg":"RS256"}').toString("base64url")}.${Buffer.from('{"sub":"s3cret-subject-of-mine"}').toString("base64url")}.c2lnbmF0dXJl`,
  "c2VjcmV0LXBheWxvYWQtb2YtdGhlLW9yZGVycw==",
];

/** Ways in which an answer may hold a secret, or the better part of one. */
const WAYS: readonly (readonly [string, (secret: string) => string])[] = [
  ["in clear", (secret) => secret],
  ["cut at both ends", (secret) => secret.slice(2, -2)],
  ["cut in half", (secret) => secret.slice(0, secret.length / 2)],
  ["with blanks in it", (secret) => [...secret].join(" ")],
  ["with dashes in it", (secret) => secret.replace(/.{3}/g, "$&-")],
  ["in base64", (secret) => Buffer.from(secret).toString("base64")],
  ["in base64 behind one byte", (secret) => Buffer.from(`x${secret}`).toString("base64")],
  ["in base64 behind two bytes", (secret) => Buffer.from(`xy${secret}y`).toString("base64url")],
  ["decoded", (secret) => Buffer.from(secret.split(".")[1] ?? secret, "base64").toString()],
  ["in hex", (secret) => Buffer.from(secret).toString("hex").toUpperCase()],
  ["in hex once decoded", (secret) => Buffer.from(secret.split(".")[1] ?? secret, "base64").toString("hex")],
  ["encoded twice for a URL", (secret) => encodeURIComponent(encodeURIComponent(secret.replaceAll("s", "%73")))],
];

describe.each(WAYS)("an answer that holds a secret %s", (way, write) => {
  // A password stands for nothing when it is taken for base64.
  it.each(way.includes("decoded") ? SECRETS.slice(1) : SECRETS)(
    "shows nothing of it where the call was authorised by it: %#",
    (secret) => {
      const sent = { secret: false, values: [secret] };
      const text = write(secret);
      const error = refused(
        { message: `No: ${text} is wrong`, code: text.replace(/[^\w.:-]/g, "").slice(0, 100) },
        sent,
      );
      expect(printed(error)).not.toContain(text);
      expect(error).toMatchObject({ vendorCode: undefined });
      expect(error.message).toBe("Call was refused (HTTP 400). Correct it.");
    },
  );
});

it("shows of a call that handed over a secret a code of the list and a request id, and nothing else, whatever it is", () => {
  const sent = { secret: true, values: ["s3cret"] };
  const known = refused({ code: "InvalidParameter", message: "Anything.", id: ID }, sent);
  expect(known.message).toBe(`Call was refused (InvalidParameter, HTTP 400, RequestId ${ID}). Correct it.`);
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (code, message, id) => {
      const error = refused({ code, message, id }, sent);
      return /^Call (was refused|failed) \(HTTP 400\)\. Correct it\.$/.test(error.message);
    }),
  );
});

it("takes a secret in the form of a request id for none", () => {
  const secret = "4c467b383910447d87bcac049166f216";
  expect(refused({ code: "InvalidParameter", id: ID }, { secret: true, values: [secret] })).toMatchObject({
    requestId: undefined,
  });
});

it("shows the words about a call without a secret", () => {
  const error = refused(
    { code: "Other.Code", message: "AapName is wrong.", id: ID },
    { secret: false, values: [SECRETS[1] ?? ""] },
  );
  expect(error.message).toBe(`Call was refused: AapName is wrong (Other.Code, HTTP 400, RequestId ${ID}). Correct it.`);
});
