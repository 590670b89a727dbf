import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import { dirname, join } from "node:path";
import {
  type CredentialSource,
  createCredentialStore,
  defaultSources,
  type FoundCredentials,
} from "../../../src/alibaba/api/credentials";
import { CredentialsError } from "../../../src/core/errors";
import { printed, rejection } from "../../http/searching";
import { serve } from "../../http/servers";

const SECRET = "s3cr3t-k3y-0f-the-team";

let home: string;
const environment = { ...process.env };

beforeEach(async () => {
  home = await mkdtemp(join(os.tmpdir(), "keysmith-"));
  jest.spyOn(os, "homedir").mockReturnValue(home);
  for (const name of Object.keys(process.env)) if (/^(ALIBABA|ALICLOUD)/.test(name)) delete process.env[name];
  // No test talks to the metadata service of a machine that happens to be an ECS instance.
  process.env["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true";
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...environment };
  await rm(home, { recursive: true });
});

async function fileInHome(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), text);
}

function cliConfig(profile: Record<string, string>): string {
  return JSON.stringify({ current: "default", profiles: [{ name: "default", ...profile }] });
}

describe("credentials come from", () => {
  it("the environment", async () => {
    process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "id-env";
    process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = SECRET;
    const found = await createCredentialStore().get();
    expect([found.accessKeyId, found.accessKeySecret.reveal(), found.securityToken]).toEqual([
      "id-env",
      SECRET,
      undefined,
    ]);
    expect(printed(found)).not.toContain(SECRET);
  });

  it("the environment, with the token of temporary ones", async () => {
    process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "STS.id";
    process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "secret";
    process.env["ALIBABA_CLOUD_SECURITY_TOKEN"] = SECRET;
    const found = await createCredentialStore().get();
    expect(found.securityToken?.reveal()).toBe(SECRET);
    expect(printed(found)).not.toContain(SECRET);
  });

  it("a profile of the CLI", async () => {
    await fileInHome(
      ".aliyun/config.json",
      cliConfig({ mode: "AK", access_key_id: "id-cli", access_key_secret: SECRET }),
    );
    expect((await createCredentialStore().get()).accessKeyId).toBe("id-cli");
  });

  it("a credentials file", async () => {
    await fileInHome(
      ".alibabacloud/credentials",
      `[default]\ntype = access_key\naccess_key_id = id-file\naccess_key_secret = ${SECRET}\n`,
    );
    expect((await createCredentialStore().get()).accessKeyId).toBe("id-file");
  });

  it("a credentials URI", async () => {
    const expiration = new Date(Date.now() + 3_600_000).toISOString();
    const origin = await serve((_request, response) =>
      response.end(
        JSON.stringify({
          AccessKeyId: "id-uri",
          AccessKeySecret: SECRET,
          SecurityToken: "token",
          Expiration: expiration,
        }),
      ),
    );
    process.env["ALIBABA_CLOUD_CREDENTIALS_URI"] = origin;
    const found = await createCredentialStore().get();
    expect([found.accessKeyId, found.securityToken?.reveal()]).toEqual(["id-uri", "token"]);
  });
});

describe("without usable credentials", () => {
  async function failure(): Promise<string> {
    const error = await rejection(createCredentialStore().get());
    expect(error).toBeInstanceOf(CredentialsError);
    expect(printed(error)).not.toContain(SECRET);
    expect((error as CredentialsError).cause).toBeUndefined();
    return (error as Error).message;
  }

  it("the error says where it looked and how to give them", async () => {
    const message = await failure();
    expect(message).toContain("environment variables: not set; OIDC role: not set; profile of the aliyun CLI: no file");
    expect(message).toContain("RAM role of the ECS instance: switched off");
    expect(message).toContain("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
  });

  it.each(["http://credentials.example.com/key", "http://10.0.0.7/key", "ftp://127.0.0.1/key", "nowhere"])(
    "a credentials URI of which others may read along is not asked: %s",
    async (uri) => {
      process.env["ALIBABA_CLOUD_CREDENTIALS_URI"] = uri;
      expect(await failure()).toContain(
        "credentials URI: it is not https: plain http is allowed only for this machine",
      );
    },
  );

  it.each(["http://localhost:1", "http://169.254.169.254:1", "http://[fe80::1]:1", "https://127.0.0.1:1"])(
    "one of this machine, its metadata service or by https is: %s",
    (uri) => {
      process.env["ALIBABA_CLOUD_CREDENTIALS_URI"] = uri;
      const source = defaultSources().find(({ name }) => name === "credentials URI");
      expect(() => source?.open()).not.toThrow();
    },
  );

  it("a CLI configuration that can't be parsed is not repeated", async () => {
    await fileInHome(".aliyun/config.json", `{"profiles":[{"name":"default","access_key_secret":"${SECRET}",}]}`);
    expect(await failure()).toContain("profile of the aliyun CLI: its file is not valid JSON");
  });

  it("a CLI profile without its parts is called incomplete", async () => {
    await fileInHome(".aliyun/config.json", cliConfig({ mode: "AK", access_key_id: "", access_key_secret: SECRET }));
    expect(await failure()).toContain("profile of the aliyun CLI: incomplete");
  });

  it("a key with a line break is refused before it gets into a header", async () => {
    process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "id";
    process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = `${SECRET}\r\n`;
    expect(await failure()).toContain("environment variables: one of them holds a blank, a line break");
  });

  it("what a credentials URI answers is not repeated", async () => {
    process.env["ALIBABA_CLOUD_CREDENTIALS_URI"] = await serve((_request, response) =>
      response.end(`{"a":"${SECRET}"`),
    );
    expect(await failure()).toContain("credentials URI: it returned none");
  });
});

describe("the places", () => {
  const names = (): string[] => defaultSources().map(({ name }) => name);

  it("are the vendor's, with the metadata of an ECS instance", () => {
    expect(names()).toEqual([
      "environment variables",
      "OIDC role",
      "profile of the aliyun CLI",
      "credentials file",
      "RAM role of the ECS instance",
    ]);
  });

  it("ask an ECS instance's metadata unless that is switched off", () => {
    const ecs = (): CredentialSource | undefined => defaultSources().find(({ name }) => name.includes("ECS"));
    expect(() => ecs()?.open()).toThrow("disabled");
    delete process.env["ALIBABA_CLOUD_ECS_METADATA_DISABLED"];
    expect(ecs()?.open().getCredentials).toBeInstanceOf(Function);
  });

  it("have a URI only when one is given: the library would ask a host named undefined", () => {
    process.env["ALIBABA_CLOUD_CREDENTIALS_URI"] = "http://127.0.0.1:1";
    expect(names().at(-1)).toBe("credentials URI");
  });
});

describe("the store", () => {
  const good: FoundCredentials = { accessKeyId: "id", accessKeySecret: SECRET };

  /** A source that gives each of `results` in turn, and counts how often it is opened and asked. */
  function source(results: readonly (FoundCredentials | Error)[]): {
    sources: () => CredentialSource[];
    counts: { opened: number; asked: number };
  } {
    const counts = { opened: 0, asked: 0 };
    const getCredentials = async (): Promise<FoundCredentials> => {
      const result = results[Math.min(counts.asked, results.length - 1)];
      counts.asked += 1;
      if (result instanceof Error || !result) throw result;
      return result;
    };
    const open = (): { getCredentials: typeof getCredentials } => {
      counts.opened += 1;
      return { getCredentials };
    };
    return { counts, sources: () => [{ name: "test", open }] };
  }

  it("looks once for calls that ask at the same time", async () => {
    const { sources, counts } = source([good]);
    const store = createCredentialStore(sources);
    await Promise.all([store.get(), store.get(), store.get()]);
    expect(counts).toEqual({ opened: 1, asked: 1 });
  });

  it("asks the same provider again for each later call, so that it can refresh", async () => {
    const { sources, counts } = source([good, { ...good, accessKeyId: "fresh" }]);
    const store = createCredentialStore(sources);
    await store.get();
    expect((await store.get()).accessKeyId).toBe("fresh");
    expect(counts).toEqual({ opened: 1, asked: 2 });
  });

  it("starts afresh after a failed pass", async () => {
    const { sources, counts } = source([new Error("not yet"), good]);
    const store = createCredentialStore(sources);
    expect(await rejection(store.get())).toBeInstanceOf(CredentialsError);
    expect((await store.get()).accessKeyId).toBe("id");
    expect(counts.opened).toBe(2);
  });

  it("starts afresh at once when the provider in use fails", async () => {
    const { sources, counts } = source([good, new Error("refresh failed"), good]);
    const store = createCredentialStore(sources);
    await store.get();
    expect((await store.get()).accessKeyId).toBe("id");
    expect(counts).toEqual({ opened: 2, asked: 3 });
  });

  it("starts afresh when even a new provider failed", async () => {
    const { sources, counts } = source([good, new Error("refresh failed"), new Error("no network"), good]);
    const store = createCredentialStore(sources);
    await store.get();
    expect(await rejection(store.get())).toBeInstanceOf(CredentialsError);
    await store.get();
    expect(counts).toEqual({ opened: 3, asked: 4 });
  });

  it("starts afresh when the service refused what it gave", async () => {
    const { sources, counts } = source([good]);
    const store = createCredentialStore(sources);
    const refused = await store.get();
    expect(await store.renew(refused)).toBeUndefined();
    expect(counts.opened).toBe(2);
  });

  it("gives what came in place of what the service refused, to all that ask at the same time with one look", async () => {
    const { sources, counts } = source([good, { ...good, accessKeyId: "next" }]);
    const store = createCredentialStore(sources);
    const refused = await store.get();
    const renewed = await Promise.all([1, 2, 3].map(() => store.renew(refused)));
    expect(renewed.map((found) => found?.accessKeyId)).toEqual(["next", "next", "next"]);
    expect(await store.renew(refused)).toMatchObject({ accessKeyId: "next" });
    expect(counts.opened).toBe(2);
  });

  // A look that was under way then brought back the source of what had been refused.
  it("doesn't come back to what the service refused while it was looked up again", async () => {
    const { sources, counts } = source([good]);
    const store = createCredentialStore(sources);
    const refused = await store.get();
    const underWay = store.get();
    await store.renew(refused);
    await underWay;
    expect(counts.opened).toBe(2);
    await store.renew(refused);
    expect(counts.opened).toBe(3);
  });
});
