import { createHash, generateKeyPairSync, verify } from "node:crypto";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { instanceErrors, RANDOM, secretValue, signedHeaders } from "../../../src/alibaba/data-plane/instance";
import { textsIn } from "../../../src/alibaba/data-plane/protobuf";
import { refusal } from "../../../src/http/refusal";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const signer = { clientKeyId: "KAAP.59c2bcc4-0089-40cc-a07d-3398121a1efc", privateKey };
const ID = "0d8a8f0e-9d3c-4f37-a8d6-1f2f3e4d5c6b";

function errorMessage(status: number, code: string, words: string): Buffer {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int32(status);
  writer.tag(2, WireType.LengthDelimited).string(code);
  writer.tag(3, WireType.LengthDelimited).string(words);
  writer.tag(4, WireType.LengthDelimited).string(ID);
  return Buffer.from(writer.finish());
}

describe("a request to an instance", () => {
  it.each(["orders/db", "orders/".padEnd(200, "x"), "ordres/clé"])("asks for the secret %s", (name) => {
    const reader = new BinaryReader(secretValue(name).message);
    expect(reader.tag()).toEqual([1, WireType.LengthDelimited]);
    expect(reader.string()).toBe(name);
    expect(reader.pos).toBe(reader.len);
  });

  it("asks for random bytes", () => {
    const reader = new BinaryReader(RANDOM.message);
    expect(reader.tag()).toEqual([1, WireType.Varint]);
    expect(reader.int32()).toBe(32);
    expect(reader.pos).toBe(reader.len);
  });

  // The text is that of the vendor's clients: verb, hash, type, date, the x-kms headers by name, and the path.
  it("is signed as the vendor's clients sign theirs", () => {
    const operation = secretValue("orders/db");
    const headers = signedHeaders(operation, signer, new Date("2026-11-28T18:48:51Z"));
    const hash = createHash("sha256").update(operation.message).digest("hex").toUpperCase();
    const text = [
      "POST",
      hash,
      "application/x-protobuf",
      "Sat, 28 Nov 2026 18:48:51 GMT",
      `x-kms-acccesskeyid:${signer.clientKeyId}`,
      "x-kms-apiname:GetSecretValue",
      "x-kms-apiversion:dkms-gcs-0.2",
      "x-kms-signaturemethod:RSA_PKCS1_SHA_256",
      "/",
    ].join("\n");
    expect(headers).toMatchObject({ "content-sha256": hash, "content-type": "application/x-protobuf" });
    const [scheme, signature = ""] = headers["authorization"]?.split(" ") ?? [];
    expect(scheme).toBe("Bearer");
    expect(verify("sha256", Buffer.from(text), publicKey, Buffer.from(signature, "base64"))).toBe(true);
  });
});

describe("a refusal of an instance", () => {
  it.each([
    [403, "Forbidden.NoPermission", "no", "permission"],
    [404, "Forbidden.ResourceNotFound", "no", "not-found"],
    [401, "Unauthorized", "no", "credentials"],
    [400, "InvalidParam", "The Param Date is invalid.", "credentials"],
    [400, "InvalidParam", "The Param Authorization is invalid.", "credentials"],
    [400, "InvalidParam", "The Param SecretName is invalid.", "rejected"],
    [429, "Rejected.Throttling", "slower", "throttled"],
    [500, "InternalFailure", "oh", "service"],
  ])("of %d %s (%s) is told by its code", (status, code, words, kind) => {
    const body = errorMessage(status, code, words).toString("latin1");
    const error = refusal(
      instanceErrors,
      "GetSecretValue",
      { status, headers: {}, body },
      { secret: true, values: [] },
      undefined,
    );
    expect(error).toMatchObject({ code: kind, vendorCode: code, requestId: ID, httpStatus: status });
    expect(error.message).not.toContain(words.length > 5 ? words : "\0");
  });

  it("tells a clock that is wrong from a key that is", () => {
    const said = (words: string): string => {
      const body = errorMessage(400, "InvalidParam", words).toString("latin1");
      return refusal(instanceErrors, "x", { status: 400, headers: {}, body }, { secret: true, values: [] }, undefined)
        .remedy;
    };
    expect(said("The Param Date is invalid.")).toContain("clock");
    expect(said("The Param Authorization is invalid.")).not.toContain("clock");
  });

  it.each(["<html>not here</html>", "", '{"Code":"Forbidden.NoPermission"}', "\x12\xff", "\x12\x05ab"])(
    "that isn't one (%j) is no instance's",
    (body) => {
      const reply = { status: 403, headers: {}, body };
      expect(refusal(instanceErrors, "x", reply, { secret: true, values: [] }, undefined)).toMatchObject({
        code: "configuration",
        vendorCode: undefined,
      });
    },
  );

  it("is read past fields that nobody knows", () => {
    const writer = new BinaryWriter();
    writer.tag(900, WireType.Varint).uint32(3_000_000_000);
    writer.tag(900, WireType.LengthDelimited).string("x".repeat(300));
    const message = Buffer.concat([writer.finish(), errorMessage(403, "Unauthorized", "")]);
    expect(textsIn(message).get(2)).toBe("Unauthorized");
  });
});
