import { createHash } from "node:crypto";
import { v1Signature, verifyV1 } from "../../src/alibaba/signature-v1";
import { parseV3Authorization, v3Signature, verifyV3 } from "../../src/alibaba/signature-v3";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

interface Sample {
  title: string;
  keys: [id: string, secret: string];
  search: string;
  body: string;
  headers: Record<string, string>;
  signature: string;
}

const kms = {
  host: "kms.cn-hangzhou.aliyuncs.com",
  "x-acs-version": "2016-01-20",
  "x-acs-date": "2026-01-02T03:04:05Z",
};

/** The first is the vendor's own published example; the others were made by two implementations that agree. */
const samples: Sample[] = [
  {
    title: "the published RunInstances",
    keys: ["YourAccessKeyId", "YourAccessKeySecret"],
    search: "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
    body: "",
    headers: {
      host: "ecs.cn-shanghai.aliyuncs.com",
      "x-acs-action": "RunInstances",
      "x-acs-version": "2014-05-26",
      "x-acs-date": "2023-10-26T10:22:32Z",
      "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
    },
    signature: "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
  },
  {
    title: "parameters in the query, with a security token",
    keys: ["testid", "testsecret"],
    // A space as plus, as some clients send it while they sign %20.
    search: `Name=r1&Type=Private&SourcePrivateIp=${encodeURIComponent('["10.0.0.0/24","10.1.2.3"]')}&Description=a+b*c~d`,
    body: "",
    headers: {
      ...kms,
      "x-acs-action": "CreateNetworkRule",
      "x-acs-signature-nonce": "00000000-0000-4000-8000-000000000002",
      "x-acs-accesskey-id": "testid",
      "x-acs-security-token": "tok/en+1=",
    },
    signature: "852b9adb0203eba586b2c8bf61386b2ff3d6de55cb9d9143a9b4fd92d3927f1a",
  },
  {
    title: "parameters in the form",
    keys: ["testid", "testsecret"],
    search: "",
    body: "AapName=aap_test&Password=Pa%20ss~w0rd%21",
    headers: {
      ...kms,
      "x-acs-action": "CreateClientKey",
      "x-acs-signature-nonce": "00000000-0000-4000-8000-000000000001",
      "content-type": "application/x-www-form-urlencoded",
    },
    signature: "55d9637f26f23ba3be9ea18a6621ff507671947c79cb43f90d6c70ab0c0bb351",
  },
];

function inputOf({ search, body, headers }: Sample) {
  const all = { ...headers, "x-acs-content-sha256": sha256(body), accept: "application/json" };
  return {
    received: { method: "POST", path: "/", search, body: Buffer.from(body) },
    headers: new Map<string, string>(Object.entries(all)),
  };
}

function signedHeadersOf(sample: Sample): string[] {
  return [...inputOf(sample).headers.keys()].filter((name) => name !== "accept").sort();
}

describe("signature V3", () => {
  it.each(samples)("accepts $title", (sample) => {
    const [id, secret] = sample.keys;
    const list = signedHeadersOf(sample).join(";");
    const authorization = parseV3Authorization(
      `ACS3-HMAC-SHA256 Credential=${id},SignedHeaders=${list},Signature=${sample.signature}`,
    );
    expect(() => verifyV3(inputOf(sample), authorization, secret)).not.toThrow();
    expect(v3Signature(inputOf(sample), signedHeadersOf(sample), secret)).toBe(sample.signature);
  });

  it.each(samples)("refuses $title with another secret, body, query, method or header", (sample) => {
    const authorization = {
      accessKeyId: sample.keys[0],
      signedHeaders: signedHeadersOf(sample),
      signature: sample.signature,
    };
    const mismatch = expect.objectContaining({ code: "SignatureDoesNotMatch" });
    const { received, headers } = inputOf(sample);
    const changed = (change: object) => ({ headers, received: { ...received, ...change } });
    const [, secret] = sample.keys;
    expect(() => verifyV3(inputOf(sample), authorization, `${secret}x`)).toThrow(mismatch);
    expect(() => verifyV3(changed({ body: Buffer.from("Name=other") }), authorization, secret)).toThrow(mismatch);
    expect(() => verifyV3(changed({ search: "Name=other" }), authorization, secret)).toThrow(mismatch);
    expect(() => verifyV3(changed({ method: "GET" }), authorization, secret)).toThrow(mismatch);
    headers.set("x-acs-action", "DeletePolicy");
    expect(() => verifyV3({ received, headers }, authorization, secret)).toThrow(mismatch);
  });

  it.each([
    "host",
    "content-type",
    "x-acs-action",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-credentials-provider",
  ])("refuses a request whose %s is not signed", (name) => {
    const sample = samples[2] as Sample;
    const input = inputOf(sample);
    input.headers.set("x-acs-credentials-provider", "static_ak");
    const signedHeaders = [...signedHeadersOf(sample), "x-acs-credentials-provider"].filter((one) => one !== name);
    const signature = v3Signature(input, signedHeaders, "testsecret");
    expect(() => verifyV3(input, { accessKeyId: "testid", signedHeaders, signature }, "testsecret")).toThrow(
      expect.objectContaining({ code: "IncompleteSignature" }),
    );
  });

  it.each([
    "",
    "ACS3-HMAC-SHA256",
    "ACS3-HMAC-SM3 Credential=a,SignedHeaders=host,Signature=00",
    `ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=${"G".repeat(64)}`,
  ])("does not understand the header %j", (header) => {
    expect(() => parseV3Authorization(header)).toThrow(expect.objectContaining({ code: "IncompleteSignature" }));
  });
});

describe("signature V1", () => {
  const published = {
    method: "GET",
    parameters: new Map([
      ["Timestamp", "2016-02-23T12:46:24Z"],
      ["Format", "XML"],
      ["AccessKeyId", "testid"],
      ["Action", "DescribeRegions"],
      ["SignatureMethod", "HMAC-SHA1"],
      ["SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"],
      ["Version", "2014-05-26"],
      ["SignatureVersion", "1.0"],
      ["Signature", "OLeaidS1JvxuMvnyHOwuJ+uX5qY="],
    ]),
  };

  it("accepts the published DescribeRegions", () => {
    expect(v1Signature(published, "testsecret")).toBe("OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
    expect(() => verifyV1(published, "testsecret")).not.toThrow();
  });

  it("refuses it with another secret, method or parameter", () => {
    const mismatch = expect.objectContaining({ code: "SignatureDoesNotMatch" });
    expect(() => verifyV1(published, "othersecret")).toThrow(mismatch);
    expect(() => verifyV1({ ...published, method: "POST" }, "testsecret")).toThrow(mismatch);
    const parameters = new Map([...published.parameters, ["Action", "DeleteEverything"]]);
    expect(() => verifyV1({ ...published, parameters }, "testsecret")).toThrow(mismatch);
  });
});
