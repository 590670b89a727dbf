import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import { parse, parseAllDocuments } from "yaml";

/**
 * The operators' custom resource definitions are in no package registry that tests could ask. Whoever has them puts the files
 * into a folder, and its path here.
 */
const FOLDER = "KEYSMITH_TEST_CRDS";

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: object } }[];
  };
}

const manifests = ["flux/terraform.yaml", "pulumi-operator/stack.yaml"].flatMap((file) =>
  parseAllDocuments(readFileSync(path.join("examples/gitops", file), "utf8")).map((each) => each.toJS() as Manifest),
);

/** By `group/version kind`. */
function schemas(): ReadonlyMap<string, object> {
  const folder = process.env[FOLDER];
  if (folder === undefined || !existsSync(folder)) return new Map();
  const found = readdirSync(folder).map((name) => parse(readFileSync(path.join(folder, name), "utf8")) as Definition);
  return new Map(
    found.flatMap(({ spec }) =>
      spec.versions.map(({ name, schema }) => [`${spec.group}/${name} ${spec.names.kind}`, schema.openAPIV3Schema]),
    ),
  );
}

/** The service refuses what a schema doesn't name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  const isFree = "additionalProperties" in copy || "x-kubernetes-preserve-unknown-fields" in copy;
  return copy["type"] === "object" && typeof copy["properties"] === "object" && !isFree
    ? { ...copy, additionalProperties: false }
    : copy;
}

const known = schemas();

describe.each(
  manifests.map((manifest) => {
    const schema = known.get(`${manifest.apiVersion} ${manifest.kind}`);
    const why = schema === undefined ? ` (skipped: ${FOLDER} names no folder with its definition)` : "";
    return { title: `${manifest.kind} of ${manifest.apiVersion}${why}`, manifest, schema };
  }),
)("$title", ({ manifest, schema }) => {
  const problems = (): readonly unknown[] => {
    const open = { ...(closed(schema) as object), additionalProperties: true };
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(open);
    return validate(manifest) ? [] : (validate.errors ?? []);
  };

  (schema === undefined ? it.skip : it)("is accepted by the operator", () => expect(problems()).toEqual([]));
});

describe("what runs in a cluster", () => {
  const texts = JSON.stringify(manifests);

  it("names each image by a digest", () => {
    const images = [...texts.matchAll(/"image":"([^"]+)"/g)].map(([, image = ""]) => image);
    expect(images).toHaveLength(2);
    expect(images.filter((image) => !/@sha256:[0-9a-f]{64}$/.test(image))).toEqual([]);
  });

  it("runs again when nothing has changed but the time", () => {
    const spec = (kind: string) =>
      (manifests.find((each) => each.kind === kind) as { spec?: object } | undefined)?.spec;
    expect(spec("Terraform")).toMatchObject({ interval: "1h", approvePlan: "auto" });
    expect(spec("Stack")).toMatchObject({ continueResyncOnCommitMatch: true, resyncFrequencySeconds: 3600 });
  });
});
