import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  type Credentials,
  formEncode,
  percentEncode,
  type SignableRequest,
  sign,
} from "../../../src/alibaba/api/signature";
import { Secret } from "../../../src/core/secret";
import { randomInputs } from "../../support/describe-engine";

const date = new Date("2026-01-02T03:04:05Z");
const kms = { method: "POST", host: "kms.cn-hangzhou.aliyuncs.com", version: "2016-01-20" } as const;
const tester: Credentials = { accessKeyId: "testid", accessKeySecret: new Secret("testsecret") };

function signatureOf(request: SignableRequest, credentials: Credentials, at: Date, nonce: string): string | undefined {
  return /Signature=([0-9a-f]{64})$/.exec(sign(request, credentials, at, nonce)["authorization"] ?? "")?.[1];
}

describe("signature V3", () => {
  it("is that of the vendor's published sample", () => {
    const request: SignableRequest = {
      method: "POST",
      host: "ecs.cn-shanghai.aliyuncs.com",
      action: "RunInstances",
      version: "2014-05-26",
      query: formEncode({
        RegionId: "cn-shanghai",
        ImageId: "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
      }),
    };
    const credentials = { accessKeyId: "YourAccessKeyId", accessKeySecret: new Secret("YourAccessKeySecret") };
    const at = new Date("2023-10-26T10:22:32Z");
    expect(signatureOf(request, credentials, at, "3156853299f313e23d1673dc12e1703d")).toBe(
      "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
    );
  });

  it("covers the query and a temporary credential's token", () => {
    const query = formEncode({
      Name: "r1",
      Type: "Private",
      SourcePrivateIp: '["10.0.0.0/24","10.1.2.3"]',
      Description: "a b*c~d",
    });
    const request: SignableRequest = { ...kms, action: "CreateNetworkRule", query };
    const credentials = { ...tester, securityToken: new Secret("tok/en+1=") };
    expect(signatureOf(request, credentials, date, "00000000-0000-4000-8000-000000000002")).toBe(
      "852b9adb0203eba586b2c8bf61386b2ff3d6de55cb9d9143a9b4fd92d3927f1a",
    );
  });

  it("covers a form body", () => {
    const text = "AapName=aap_test&Password=Pa%20ss~w0rd%21";
    const body = { contentType: "application/x-www-form-urlencoded", text };
    const request: SignableRequest = { ...kms, action: "CreateClientKey", query: "", body };
    expect(formEncode({ Password: "Pa ss~w0rd!", AapName: "aap_test" })).toBe(text);
    expect(signatureOf(request, tester, date, "00000000-0000-4000-8000-000000000001")).toBe(
      "55d9637f26f23ba3be9ea18a6621ff507671947c79cb43f90d6c70ab0c0bb351",
    );
    expect(sign(request, tester, date, "n")["x-acs-content-sha256"]).toMatch(/^87aed45f[0-9a-f]+7e9f5$/);
  });

  it("signs the host, the kind of body and every x-acs header, and no other", () => {
    const body = { contentType: "application/x-www-form-urlencoded", text: "a=b" };
    const credentials = { ...tester, securityToken: new Secret("token") };
    const headers = sign({ ...kms, action: "CreateClientKey", query: "", body }, credentials, date, "nonce");
    expect(/SignedHeaders=([^,]+)/.exec(headers["authorization"] ?? "")?.[1]?.split(";")).toEqual(
      Object.keys(headers)
        .filter((name) => name !== "authorization" && name !== "accept")
        .sort(),
    );
    expect(headers).toMatchObject({ "x-acs-date": "2026-01-02T03:04:05Z", "x-acs-signature-nonce": "nonce" });
  });

  it("never sends the secret key", () => {
    const headers = sign({ ...kms, action: "ListPolicies", query: "" }, tester, date, "nonce");
    expect(JSON.stringify(headers)).not.toContain("testsecret");
    expect(headers["x-acs-content-sha256"]).toBe(createHash("sha256").digest("hex"));
  });
});

describe("the encoding", () => {
  it("escapes all but the unreserved characters", () => {
    expect(percentEncode("AZaz09-_.~ *'()!/+é")).toBe("AZaz09-_.~%20%2A%27%28%29%21%2F%2B%C3%A9");
  });

  it("sorts, and keeps empty values", () => {
    expect(formEncode({ b: "", a: "1", B: "2" })).toBe("B=2&a=1&b=");
    expect(formEncode({})).toBe("");
  });

  it("is read back by any reader of forms, whatever is written", () => {
    const wellFormed = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.dictionary(wellFormed, wellFormed), (parameters) => {
        const read = Object.fromEntries(new URLSearchParams(formEncode(parameters)));
        expect(read).toEqual({ ...parameters });
      }),
      { numRuns: randomInputs(500) },
    );
  });

  it("fails on no text", () => {
    expect(percentEncode("\ud800")).toBe("%EF%BF%BD");
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => /^[\w.~%-]*$/.test(percentEncode(text))));
  });
});
