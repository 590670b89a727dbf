import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { PLATFORMS, type Release, Stage, sha256, zipOf } from "./stage";

interface Descriptor {
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

let stage: Stage;
let made: Release;

beforeAll(() => {
  stage = new Stage();
  made = stage.release();
});

afterAll(() => stage.remove());

const layout = (): string => path.join(made.out, "oci");
const blobOf = ({ digest }: Descriptor): Buffer => readFileSync(path.join(layout(), "blobs", digest.replace(":", "/")));
const read = (name: string): Record<string, unknown> => JSON.parse(readFileSync(path.join(layout(), name), "utf8"));

describe("the image layout of a release", () => {
  it("is of the version of the specification that it says, with every blob under its digest", () => {
    expect(read("oci-layout")).toEqual({ imageLayoutVersion: "1.0.0" });
    const blobs = readdirSync(path.join(layout(), "blobs/sha256"));
    // The index, and for each platform a manifest; one configuration for all; the zips of the same script are the same.
    const zips = new Set(PLATFORMS.map((platform) => sha256(made.files.get(zipOf(platform)))));
    expect(blobs).toHaveLength(1 + PLATFORMS.length + 1 + zips.size);
    for (const name of blobs) expect(sha256(readFileSync(path.join(layout(), "blobs/sha256", name)))).toBe(name);
  });

  it("has an index of the provider under the version, with a manifest and the registry's own zip for each platform", () => {
    const [tagged] = read("index.json")["manifests"] as Descriptor[];
    expect(tagged).toMatchObject({
      mediaType: "application/vnd.oci.image.index.v1+json",
      artifactType: "application/vnd.opentofu.provider",
      annotations: { "org.opencontainers.image.ref.name": "1.2.3" },
    });
    const index = JSON.parse(blobOf(tagged as Descriptor).toString());
    expect(index).toMatchObject({ schemaVersion: 2, artifactType: "application/vnd.opentofu.provider" });
    const targets = index.manifests as Descriptor[];
    expect(targets.map(({ platform }) => `${platform?.os}_${platform?.architecture}`).sort()).toEqual(PLATFORMS);
    for (const target of targets) {
      expect(target.artifactType).toBe("application/vnd.opentofu.provider-target");
      expect(blobOf(target)).toHaveLength(target.size);
      const { artifactType, config, layers } = JSON.parse(blobOf(target).toString());
      expect(artifactType).toBe("application/vnd.opentofu.provider-target");
      expect(blobOf(config).toString()).toBe("{}");
      const zip = zipOf(`${target.platform?.os}_${target.platform?.architecture}`);
      expect(layers).toMatchObject([
        { mediaType: "archive/zip", annotations: { "org.opencontainers.image.title": zip } },
      ]);
      expect(blobOf(layers[0])).toEqual(made.files.get(zip));
    }
  });

  it("has a tag that registries allow, also where the version has a +", () => {
    stage.write("package.json", JSON.stringify({ version: "1.2.3+build.5" }));
    const { out } = stage.release([], "plus");
    const index = JSON.parse(readFileSync(path.join(out, "oci/index.json"), "utf8"));
    expect(index.manifests[0].annotations).toEqual({ "org.opencontainers.image.ref.name": "1.2.3_build.5" });
  });
});
