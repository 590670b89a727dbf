import { createRequire } from "node:module";
import { createCredentialStore, defaultSources } from "../../../src/alibaba/api/credentials";
import { serve } from "../../http/servers";

// A file of its own, as `debug` reads its variable once, when it is loaded.

type Debug = (name: string) => { readonly enabled: boolean };

const KEY = "s3cr3t-k3y-0f-the-team";
const TOKEN = "t0k3n-0f-the-sess10n";
const environment = { ...process.env };
let written = "";

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^(ALIBABA|ALICLOUD)/.test(name)) delete process.env[name];
  process.env["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true";
  process.env["DEBUG"] = "*";
  jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...environment };
});

it("writes nothing down of what the credentials library sends and receives, whatever DEBUG says", async () => {
  const session = { AccessKeyId: "id", AccessKeySecret: KEY, SecurityToken: TOKEN, Expiration: "2036-01-01T00:00:00Z" };
  process.env["ALIBABA_CLOUD_CREDENTIALS_URI"] = await serve((_, response) => response.end(JSON.stringify(session)));
  const [uri] = defaultSources().slice(-1);
  const found = await createCredentialStore(() => (uri ? [uri] : [])).get();
  expect(found.securityToken?.reveal()).toBe(TOKEN);
  expect(written).not.toContain("httpx");
  expect(written).not.toContain(KEY);
});

it("leaves the logs of others as they are", () => {
  defaultSources();
  const debug = createRequire(require.resolve("@alicloud/credentials"))("debug") as Debug;
  expect(debug("somebody").enabled).toBe(true);
  expect(debug("httpx:body").enabled).toBe(false);
});
