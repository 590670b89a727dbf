import { canonicalPairs, percentEncode } from "../../src/alibaba/encoding";
import { send, sendV1, sendV3 } from "../raw-requests";
import { call, errorOf, samplePassword, useEmulator } from "../support";
import { callBy, ways } from "../vendor-clients";

const minutesAgo = (minutes: number): string =>
  new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+/, "");
const refused = (status: number, code: string) => ({ status, code });
const accepted = { status: 200, code: undefined };

describe.each(ways)("the vendor's $client, $signature, parameters by $transport", (way) => {
  const emulator = useEmulator({
    clock: "2040-01-01T00:00:00Z",
    credentials: [
      { accessKeyId: "reader", accessKeySecret: "reader-secret", actions: ["kms:Describe*", "kms:ListPolicies"] },
      { accessKeyId: "temporary", accessKeySecret: "temporary-secret", securityToken: "to/ken+1=" },
    ],
  });
  const rule = { Name: "office", Type: "Private" };
  const create = (target: object) => callBy(way, { url: emulator.it.url, ...target }, "CreateNetworkRule", rule);

  it("is refused with an unknown access key, which is not the same as a missing resource", async () => {
    const error = await errorOf(create({ accessKeyId: "nobody" }));
    expect(error).toMatchObject({ status: 404, code: "InvalidAccessKeyId.NotFound" });
    expect(error.data).toMatchObject({ HostId: new URL(emulator.it.url).host, Recommend: expect.any(String) });
  });

  it("is refused with a wrong secret, without repeating parameters", async () => {
    const parameters = { AapName: "app", Password: samplePassword };
    const target = { url: emulator.it.url, accessKeySecret: "wrong" };
    const error = await errorOf(callBy(way, target, "CreateClientKey", parameters));
    expect(error).toMatchObject({ status: 400, code: "SignatureDoesNotMatch" });
    expect(JSON.stringify(error)).not.toContain("mbone");
  });

  it("needs the token of a temporary credential", async () => {
    const keys = { accessKeyId: "temporary", accessKeySecret: "temporary-secret" };
    await expect(create({ ...keys, securityToken: "to/ken+1=" })).resolves.toMatchObject({ Name: "office" });
    expect(await errorOf(create(keys))).toMatchObject({ code: "MissingSecurityToken" });
    const other = await errorOf(create({ ...keys, securityToken: "other" }));
    expect(other).toMatchObject({ status: 400, code: "InvalidSecurityToken.MismatchWithAccessKey" });
    expect(await errorOf(create({ securityToken: "needless" }))).toMatchObject({ status: 400 });
  });

  it("may do only what its credential is allowed", async () => {
    const reader = { url: emulator.it.url, accessKeyId: "reader", accessKeySecret: "reader-secret" };
    await expect(callBy(way, reader, "ListPolicies")).resolves.toMatchObject({ TotalCount: 0 });
    const gone = await errorOf(callBy(way, reader, "DescribePolicy", { Name: "none" }));
    expect(gone.code).toBe("Forbidden.ResourceNotFound");
    const forbidden = await errorOf(callBy(way, reader, "CreateNetworkRule", rule));
    expect(forbidden).toMatchObject({ status: 403, code: "Forbidden.NoPermission" });
    expect(await call(emulator.it, "ListNetworkRules")).toMatchObject({ TotalCount: 0 });
  });
});

describe("a V3 request", () => {
  const emulator = useEmulator();

  it("is accepted by GET and by POST", async () => {
    expect(await sendV3(emulator.it.url, "ListPolicies")).toEqual(accepted);
    const byGet = await sendV3(emulator.it.url, "ListPolicies", (parts) => {
      parts.method = "GET";
    });
    expect(byGet).toEqual(accepted);
  });

  it.each([
    [16, refused(400, "IllegalTimestamp")],
    [14, accepted],
    [-14, accepted],
    [-16, refused(400, "IllegalTimestamp")],
  ])("signed %d minutes ago, by the system's time", async (minutes, answer) => {
    const at = (parts: { headers: Record<string, string> }) => {
      parts.headers["x-acs-date"] = minutesAgo(minutes);
    };
    expect(await sendV3(emulator.it.url, "ListPolicies", at)).toEqual(answer);
  });

  it("is refused when its nonce was used before", async () => {
    const sameNonce = (parts: { headers: Record<string, string> }) => {
      parts.headers["x-acs-signature-nonce"] = "once";
    };
    expect(await sendV3(emulator.it.url, "ListPolicies", sameNonce)).toEqual(accepted);
    expect(await sendV3(emulator.it.url, "ListPolicies", sameNonce)).toEqual(refused(400, "SignatureNonceUsed"));
  });

  it("does not use up its nonce when its signature is wrong", async () => {
    const change = (secret: string) => (parts: { headers: Record<string, string>; secret: string }) => {
      parts.headers["x-acs-signature-nonce"] = "once";
      parts.secret = secret;
    };
    const wrong = await sendV3(emulator.it.url, "ListPolicies", change("wrong"));
    expect(wrong).toEqual(refused(400, "SignatureDoesNotMatch"));
    expect(await sendV3(emulator.it.url, "ListPolicies", change("emulator"))).toEqual(accepted);
  });

  it("is refused when a header was added after signing", async () => {
    const added = await sendV3(emulator.it.url, "ListPolicies", undefined, (headers) => {
      headers["x-acs-security-token"] = "sneaked in";
    });
    expect(added).toEqual(refused(400, "IncompleteSignature"));
  });

  it("is refused when a header is missing", async () => {
    const missing = await sendV3(emulator.it.url, "ListPolicies", (parts) => {
      delete parts.headers["x-acs-signature-nonce"];
      parts.signedHeaders = Object.keys(parts.headers).sort();
    });
    expect(missing).toEqual(refused(400, "IncompleteSignature"));
  });

  it.each(["", " "])("is refused when its nonce is blank: %j", async (nonce) => {
    const blank = await sendV3(emulator.it.url, "ListPolicies", ({ headers }) => {
      headers["x-acs-signature-nonce"] = nonce;
    });
    expect(blank).toEqual(refused(400, "IncompleteSignature"));
  });

  it("is refused for another version of the API", async () => {
    const other = await sendV3(emulator.it.url, "ListPolicies", (parts) => {
      parts.headers["x-acs-version"] = "2015-01-01";
    });
    expect(other).toEqual(refused(400, "InvalidVersion"));
  });
});

describe("a V1 request", () => {
  const emulator = useEmulator();

  it.each([
    [{}, accepted],
    [{ Timestamp: minutesAgo(16) }, refused(400, "IllegalTimestamp")],
    [{ Timestamp: "yesterday" }, refused(400, "IllegalTimestamp")],
    [{ SignatureNonce: "" }, refused(400, "IncompleteSignature")],
    [{ SignatureNonce: " " }, refused(400, "IncompleteSignature")],
    [{ SignatureVersion: "2.0" }, refused(400, "IncompleteSignature")],
    [{ SignatureMethod: "HMAC-MD5" }, refused(400, "IncompleteSignature")],
    [{ AccessKeyId: "" }, refused(400, "MissingAccessKeyId")],
    [{ AccessKeyId: "KAAP.none" }, refused(404, "InvalidAccessKeyId.NotFound")],
  ])("with %j", async (parameters, answer) => {
    expect(await sendV1(emulator.it.url, { Action: "ListPolicies", ...parameters })).toEqual(answer);
  });

  // Old clients cut the text behind these words off and compare: where it is theirs, only the secret can be wrong
  // (alibaba-cloud-sdk-go, sdk/errors/signature_does_not_match_wrapper.go).
  it("with a wrong signature is told the string to sign, in the form that old clients read, without what is secret", async () => {
    const messageFor = async (parameters: Record<string, string>): Promise<[string, string]> => {
      const common = { AccessKeyId: "emulator", SignatureMethod: "HMAC-SHA1", SignatureVersion: "1.0" };
      const all = { ...common, Version: "2016-01-20", SignatureNonce: "n", ...parameters };
      const query = canonicalPairs(Object.entries(all));
      const { status, body } = await send(`${emulator.it.url}/?${query}&Signature=wrong`, "POST", {});
      const { Code, Message } = JSON.parse(body);
      expect([status, Code]).toEqual([400, "SignatureDoesNotMatch"]);
      return [Message, `POST&%2F&${percentEncode(query)}`];
    };
    const words = "Specified signature is not matched with our calculation. server string to sign is:";
    const [message, ours] = await messageFor({ Action: "ListPolicies", "Key*": "a b+c" });
    expect(message).toBe(words + ours);
    const secrets = { Password: samplePassword, SecurityToken: "to/ken+1=" };
    const [masked] = await messageFor({ Action: "CreateClientKey", AapName: "app", ...secrets });
    expect(masked).toMatch(/ sign is:POST&%2F&AapName%3Dapp%26.*%26Password%3D%252A%252A%252A%26SecurityToken%3D%252A/);
    expect(decodeURIComponent(decodeURIComponent(masked))).not.toMatch(/mbone|to.ken/);
  });
});

describe("a request that nobody signed", () => {
  const emulator = useEmulator();

  it("is refused", async () => {
    const answer = await send(`${emulator.it.url}/?Action=ListPolicies&Version=2016-01-20`, "GET", {});
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ Code: "MissingAccessKeyId" });
  });

  it("is answered 404 by the emulator itself at another path", async () => {
    const answer = await send(`${emulator.it.url}/api/v1/keys`, "GET", {});
    expect(answer.status).toBe(404);
    expect(await emulator.it.calls()).toEqual([]);
  });

  it("is answered 413 when it is too large", async () => {
    const answer = await send(emulator.it.url, "POST", {}, "x".repeat(2 ** 20 + 1));
    expect(answer.status).toBe(413);
  });
});
