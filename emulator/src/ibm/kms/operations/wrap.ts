import { z } from "zod";
import type { IbmRequest } from "../../operation";
import { goStruct, readBody, readOptionalBody } from "../body";
import { invalidField, unprocessableCiphertext } from "../errors";
import { checkAad, checkPlaintext, decode } from "../fields";
import { rootKeyIn } from "../found";
import { active, currentVersion, deactivated, type KeyRecord } from "../key";
import { generate } from "../material";
import type { KeyCall } from "../operation";
import { readCiphertext, unwrap, wrap } from "../wrapping";
import { type Action, actionForms } from "./actions";

const aad = z.array(z.string()).default([]);
const wrapSchema = goStruct({ plaintext: z.string().optional(), aad });
const unwrapSchema = goStruct({ ciphertext: z.string().optional(), aad });

const wrapAction: Action = {
  operation: "wrapKey",
  name: "wrap",
  kind: "read",
  action: "kms.secrets.wrap",
  failure: "Wrap with key could not be performed",
  icp: true,
  run: (call) => {
    const given = readOptionalBody(call.request, wrapSchema);
    checkAad(given.aad);
    // An empty plaintext counts as none, because IBM's client for Go never sends one.
    const plaintext = given.plaintext ? checkPlaintext(given.plaintext) : generate();
    const key = rootKeyIn(call, [active]);
    const made = given.plaintext ? {} : { plaintext: plaintext.toString("base64") };
    return { status: 200, body: { ...made, ...sealed(call, key, plaintext, given.aad) } };
  },
};

const unwrapAction: Action = {
  operation: "unwrapKey",
  name: "unwrap",
  kind: "read",
  action: "kms.secrets.unwrap",
  failure: "Unwrap with key could not be performed",
  icp: true,
  run: (call) => {
    const { key, plaintext, handle, aad } = opened(call);
    const body = { plaintext: plaintext.toString("base64"), ...versions(call, "keyVersion", handle) };
    const { id } = currentVersion(key);
    if (handle === id) return { status: 200, body };
    const { ciphertext } = sealed(call, key, plaintext, aad);
    return { status: 200, body: { ...body, ciphertext, ...versions(call, "rewrappedKeyVersion", id) } };
  },
};

const rewrapAction: Action = {
  operation: "rewrapKey",
  name: "rewrap",
  kind: "read",
  action: "kms.secrets.rewrap",
  failure: "Rewrap with key could not be performed",
  run: (call) => {
    const { key, plaintext, handle, aad } = opened(call);
    const { ciphertext } = sealed(call, key, plaintext, aad);
    const keyVersion = { id: handle };
    return { status: 200, body: { ciphertext, keyVersion, rewrappedKeyVersion: { id: currentVersion(key).id } } };
  },
};

export const wrapOperations = [wrapAction, unwrapAction, rewrapAction].flatMap(actionForms);

/** Decrypts the request's ciphertext with the version that made it. */
function opened(call: KeyCall): { key: KeyRecord; plaintext: Buffer; handle: string; aad: readonly string[] } {
  const { ciphertext, aad } = readUnwrap(call.request);
  const key = rootKeyIn(call, [active, deactivated]);
  const parts = readCiphertext(ciphertext);
  const { handle } = parts;
  if (!key.versions.some(({ id }) => id === handle)) throw unprocessableCiphertext();
  return { key, plaintext: unwrap(parts, aad, call.instance.materialOf(handle)), handle, aad };
}

function readUnwrap(request: IbmRequest): { readonly ciphertext: string; readonly aad: readonly string[] } {
  const { ciphertext, aad } = readBody(request, unwrapSchema);
  checkAad(aad);
  if (ciphertext === undefined) throw invalidField("ciphertext", "what a wrap has given");
  decode("ciphertext", ciphertext);
  return { ciphertext, aad };
}

function sealed(
  call: KeyCall,
  key: KeyRecord,
  plaintext: Buffer,
  aad: readonly string[],
): { readonly ciphertext: string } {
  const { id } = currentVersion(key);
  const ciphertext = wrap(plaintext, aad, call.instance.materialOf(id), id);
  return { ciphertext, ...versions(call, "keyVersion", id) };
}

/** The API of 2019 answers no versions. */
function versions({ instance }: KeyCall, name: string, id: string): Record<string, unknown> {
  return instance.flavour.is2019 ? {} : { [name]: { id } };
}
