import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CredentialsError } from "../../../src/core/errors";
import { printed, rejection } from "../../http/searching";
import { aKey, clientOf, collection, FakeIbm, type Given, INSTANCES, json, KEY, refusal } from "../support";

const GRANT = "urn:ibm:params:oauth:grant-type:";
const HIDDEN = "s3cr3t-0f-the-team";
const PROFILE = "Profile-33333333-3333-4333-8333-333333333333";
const PROFILE_CRN = `crn:v1:bluemix:public:iam-identity::a/0123456789abcdef0123456789abcdef::profile:${PROFILE}`;

let folder: string;
let tokenFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keysmith-"));
  tokenFile = join(folder, "token");
  await writeFile(tokenFile, `${HIDDEN}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

type Service = keyof typeof INSTANCES;

async function call(settings: Given, service: Service = "kms", tokenFiles: readonly string[] = []): Promise<FakeIbm> {
  const ibm = new FakeIbm(() => collection(aKey()));
  await clientOf(ibm, { settings, tokenFiles }).keys(INSTANCES[service]).metadata(KEY);
  return ibm;
}

async function failure(
  settings: Given,
  service: Service = "kms",
  tokenFiles: readonly string[] = [],
): Promise<CredentialsError> {
  const error = await rejection(call(settings, service, tokenFiles));
  expect(error).toBeInstanceOf(CredentialsError);
  expect(printed(error)).not.toContain(HIDDEN);
  return error as CredentialsError;
}

// Bearer was taken off a token in a setting only.
it("a token in a file may have Bearer in front, as tools print it", async () => {
  const path = join(folder, "printed");
  await writeFile(path, `Bearer ${HIDDEN}\n`);
  expect((await call({ bearerToken: `@${path}` })).header("authorization")).toEqual([`Bearer ${HIDDEN}`]);
});

describe("a token is had for", () => {
  it("an API key, from IAM", async () => {
    const ibm = await call({ apiKey: HIDDEN });
    expect(ibm.tokenRequests[0]).toMatchObject({
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    });
    expect(ibm.tokenRequests[0]?.url.href).toBe("https://iam.cloud.ibm.com/identity/token");
    expect(ibm.forms()).toEqual([{ grant_type: `${GRANT}apikey`, apikey: HIDDEN, response_type: "cloud_iam" }]);
  });

  it("an API key in a file", async () => {
    expect((await call({ apiKey: `@${tokenFile}` })).forms()).toMatchObject([{ apikey: HIDDEN }]);
  });

  it.each([
    [PROFILE, { profile_id: PROFILE }],
    [PROFILE_CRN, { profile_id: PROFILE }],
    ["my-profile", { profile_name: "my-profile" }],
  ])("a trusted profile of the compute resource, %s", async (profile, named) => {
    const forms = [{ grant_type: `${GRANT}cr-token`, cr_token: HIDDEN, ...named }];
    expect((await call({ profile }, "kms", [join(folder, "none"), tokenFile])).forms()).toEqual(forms);
    expect((await call({ profile, crToken: `@${tokenFile}` })).forms()).toEqual(forms);
    expect((await call({ profile, crToken: HIDDEN })).forms()).toEqual(forms);
  });

  it.each<[Given, object]>([
    [{ profile: PROFILE }, { profile_id: PROFILE }],
    [{ profile: PROFILE_CRN }, { profile_crn: PROFILE_CRN }],
    [
      { assumedProfile: "other", account: "acc", profile: PROFILE },
      { profile_name: "other", account: "acc" },
    ],
  ])("a profile that is assumed with an API key: %#", async (given, named) => {
    const ibm = await call({ apiKey: HIDDEN, ...given });
    expect(ibm.forms()).toEqual([
      expect.objectContaining({ apikey: HIDDEN }),
      { grant_type: `${GRANT}assume`, access_token: "token-1", ...named },
    ]);
    expect(ibm.header("authorization")).toEqual(["Bearer token-2"]);
  });

  it("a profile that is assumed with the compute resource's, or with a token from outside", async () => {
    const forms = (await call({ profile: "linked", assumedProfile: PROFILE, crToken: HIDDEN })).forms();
    expect(forms).toEqual([
      expect.objectContaining({ profile_name: "linked" }),
      expect.objectContaining({ access_token: "token-1", profile_id: PROFILE }),
    ]);
    const given = await call({ bearerToken: "given", assumedProfile: PROFILE });
    expect(given.forms()).toEqual([expect.objectContaining({ access_token: "given", profile_id: PROFILE })]);
  });

  it("an API key of IBM Cloud Private, from the cluster", async () => {
    const ibm = await call({ icpApiKey: HIDDEN, icpUser: "u", icpPassword: "p", icpToken: "t" }, "icp");
    expect(ibm.tokenRequests[0]?.url.href).toBe("https://icp.example.com:8443/iam-token/oidc/token");
    expect(ibm.forms()).toEqual([{ grant_type: `${GRANT}apikey`, apikey: HIDDEN, response_type: "cloud_iam" }]);
  });

  it("a user of IBM Cloud Private, from the cluster", async () => {
    const ibm = await call({ icpUser: "admin", icpPassword: "@ pass wörd", icpToken: "t" }, "icp");
    expect(ibm.tokenRequests[0]?.url.href).toBe("https://icp.example.com:8443/idprovider/v1/auth/identitytoken");
    expect(ibm.forms()).toEqual([
      { grant_type: "password", username: "admin", password: "@ pass wörd", scope: "openid" },
    ]);
  });
});

describe("a token from outside", () => {
  it.each<[Service, Given]>([
    ["kms", { bearerToken: HIDDEN }],
    ["hs-crypto", { bearerToken: `Bearer ${HIDDEN}` }],
    ["kms", { bearerToken: `@PLACE` }],
    ["icp", { icpToken: HIDDEN }],
  ])("is used as it is: %s %#", async (service, given) => {
    const settings = given.bearerToken === "@PLACE" ? { bearerToken: `@${tokenFile}` } : given;
    const ibm = await call(settings, service);
    expect(ibm.header("authorization")).toEqual([`Bearer ${HIDDEN}`]);
    expect(ibm.tokenRequests).toEqual([]);
  });

  it("counts after an API key, and before a compute resource's profile", async () => {
    expect((await call({ apiKey: "key", bearerToken: HIDDEN })).header("authorization")).toEqual(["Bearer token-1"]);
    const ibm = await call({ profile: PROFILE, crToken: "cr", bearerToken: HIDDEN });
    expect(ibm.header("authorization")).toEqual([`Bearer ${HIDDEN}`]);
  });

  it("that has ended is not sent", async () => {
    const claims = Buffer.from(JSON.stringify({ exp: 1_700_000_000, sub: HIDDEN })).toString("base64url");
    const error = await failure({ bearerToken: `e30.${claims}.sig` });
    expect(error.message).toContain("expired at 2023-11-14T22:13:20Z");
    expect(error.message).toContain("IC_IAM_TOKEN");
    expect(error.message).not.toContain(claims);
  });

  it("that is refused is not sent again", async () => {
    const ibm = new FakeIbm(() => refusal(401));
    const keys = clientOf(ibm, { settings: { bearerToken: HIDDEN } }).keys(INSTANCES.kms);
    expect(printed(await rejection(keys.metadata(KEY)))).not.toContain(HIDDEN);
    expect(ibm.sent).toHaveLength(1);
  });
});

describe("without credentials", () => {
  it("the error says what to set, for each cloud by itself", async () => {
    const cloud = await failure({ icpApiKey: HIDDEN });
    for (const name of ["IBMCLOUD_API_KEY", "keysmith:ibm.apiKey", "IBMCLOUD_IAM_PROFILE_ID", "IC_IAM_TOKEN"]) {
      expect(cloud.message).toContain(name);
    }
    const cluster = await failure({ apiKey: HIDDEN, icpUser: "without password" }, "icp");
    for (const name of ["KEYSMITH_ICP_API_KEY", "keysmith:ibm.icpApiKey", "KEYSMITH_ICP_USER", "KEYSMITH_ICP_TOKEN"]) {
      expect(cluster.message).toContain(name);
    }
  });

  it.each<[Given, string]>([
    [{ apiKey: `${HIDDEN}\n` }, "ibm.apiKey holds a blank, a line break"],
    [{ apiKey: "@/does/not/exist" }, '"/does/not/exist", which can\'t be read (ENOENT)'],
    [{ profile: PROFILE }, "no compute resource token"],
    [{ profile: PROFILE, crToken: "@/does/not/exist" }, "IBMCLOUD_CR_TOKEN"],
    [{ apiKey: HIDDEN, profile: "by-name" }, "IBMCLOUD_ACCOUNT_ID"],
  ])("that can be used the error says why: %#", async (given, words) => {
    expect((await failure(given)).message).toContain(words);
  });

  it("that can be used, an empty file is told apart", async () => {
    const empty = join(folder, "empty");
    await writeFile(empty, "\n");
    expect((await failure({ apiKey: `@${empty}` })).message).toContain("names an empty file");
    expect((await failure({ profile: PROFILE }, "kms", [empty])).message).toContain(empty);
  });
});

it("reads the compute resource's token anew each time", async () => {
  const rotating = join(folder, "rotating");
  await writeFile(rotating, "first");
  let now = Date.now();
  const ibm = new FakeIbm(() => collection(aKey()));
  const keys = clientOf(ibm, { settings: { profile: PROFILE }, tokenFiles: [rotating], now: () => now }).keys(
    INSTANCES.kms,
  );
  await keys.metadata(KEY);
  await writeFile(rotating, "second");
  now += 3_600_000;
  await keys.metadata(KEY);
  expect(ibm.forms().map((form) => form["cr_token"])).toEqual(["first", "second"]);
});

it("starts afresh with the credential below when a profile can't be assumed", async () => {
  const ibm = new FakeIbm(() => collection(aKey()));
  ibm.answerToken = ({ body }) =>
    body?.includes("assume") && ibm.tokenRequests.length < 4
      ? json({ errorCode: "BXNIM0513E", errorMessage: "Not trusted" }, 403)
      : json({ access_token: `token-${ibm.tokenRequests.length}`, expires_in: 3600 });
  const keys = clientOf(ibm, { settings: { apiKey: HIDDEN, profile: PROFILE } }).keys(INSTANCES.kms);
  expect(await rejection(keys.metadata(KEY))).toMatchObject({ code: "credentials", vendorCode: "BXNIM0513E" });
  await keys.metadata(KEY);
  expect(ibm.forms().map((form) => form["grant_type"]?.slice(GRANT.length))).toEqual([
    "apikey",
    "assume",
    "apikey",
    "assume",
  ]);
});

it("says the code of the cluster's OAuth error too, and not its words", async () => {
  const ibm = new FakeIbm(
    () => collection(aKey()),
    () => json({ error: "invalid_grant", error_description: "The user name or password is wrong." }, 400),
  );
  const settings = { icpUser: "admin", icpPassword: HIDDEN };
  const error = await rejection(clientOf(ibm, { settings }).keys(INSTANCES.icp).metadata(KEY));
  expect(error).toMatchObject({ code: "credentials", vendorCode: "invalid_grant" });
  expect((error as Error).message).not.toContain("The user name or password is wrong");
  expect((error as Error).message).toContain("Check the user's name and password");
});
