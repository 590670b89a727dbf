import { z } from "zod";
import { goStruct, readOptionalBody } from "../body";
import { importTokenExpired, invalidField } from "../errors";
import { createImportToken, inForce, publicParts, shownToken } from "../import-token";
import type { KeyOperation } from "../operation";

const tokenSchema = goStruct({
  /** Seconds. */
  expiration: z.number().default(600),
  maxAllowedRetrievals: z.number().default(1),
});

/** Makes a token that replaces the existing one. */
export const postImportToken: KeyOperation = {
  operation: "createImportToken",
  method: "POST",
  path: "/import_token",
  kind: "write",
  action: "kms.importtoken.create",
  failure: "Import Token could not be created",
  run: ({ instance, request, now }) => {
    const { expiration, maxAllowedRetrievals } = readOptionalBody(request, tokenSchema);
    checkRange("expiration", expiration, 300, 86_400);
    checkRange("maxAllowedRetrievals", maxAllowedRetrievals, 1, 500);
    instance.importToken = createImportToken(now, expiration, maxAllowedRetrievals);
    return { status: 200, body: shownToken(instance.importToken) };
  },
};

/** Answers the data for encryption, as often as the token allows. */
export const getImportToken: KeyOperation = {
  operation: "getImportToken",
  method: "GET",
  path: "/import_token",
  kind: "write",
  action: "kms.importtoken.read",
  failure: "Import Token could not be retrieved",
  run: ({ instance, now, importKeyBits }) => {
    const token = inForce(instance.importToken, now);
    if (token.remainingRetrievals === 0) throw importTokenExpired();
    token.remainingRetrievals -= 1;
    return { status: 200, body: { ...shownToken(token), ...publicParts(token, importKeyBits) } };
  },
};

function checkRange(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw invalidField(name, `an integer between ${min} and ${max} (inclusive)`);
  }
}
