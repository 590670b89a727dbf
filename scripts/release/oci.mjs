// The provider in OpenTofu's form for registries of container images: an image layout with an index of all platforms.
// Types and form: https://opentofu.org/docs/cli/oci_registries/provider-mirror/ and the image specification of OCI, 1.1.
import { createHash } from "node:crypto";

const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const PROVIDER = "application/vnd.opentofu.provider";
const TARGET = "application/vnd.opentofu.provider-target";
const ZIP = "archive/zip";
/** A provider has no container configuration; the specification defines this in its place. */
const EMPTY = { type: "application/vnd.oci.empty.v1+json", content: Buffer.from("{}") };

/**
 * The layout for one version. A registry's tag must be the version with `_` for `+`.
 * @param {readonly { platform: string; name: string; content: Buffer }[]} zips as for Terraform's registry
 * @returns {readonly { name: string; content: Buffer }[]} its files, by their paths in it
 */
export function ociLayout(zips, version) {
  const blobs = new Map();
  const put = (mediaType, content) => {
    const digest = createHash("sha256").update(content).digest("hex");
    blobs.set(digest, content);
    return { mediaType, digest: `sha256:${digest}`, size: content.length };
  };
  const json = (mediaType, value) =>
    put(mediaType, Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...value })));
  const config = put(EMPTY.type, EMPTY.content);
  const manifests = zips.map(({ platform, name, content }) => {
    const [os, architecture] = platform.split("_");
    const layers = [{ ...put(ZIP, content), annotations: { "org.opencontainers.image.title": name } }];
    const manifest = json(MANIFEST, { artifactType: TARGET, config, layers });
    return { ...manifest, artifactType: TARGET, platform: { architecture, os } };
  });
  const index = json(INDEX, { artifactType: PROVIDER, manifests });
  const named = {
    ...index,
    artifactType: PROVIDER,
    annotations: { "org.opencontainers.image.ref.name": tagOf(version) },
  };
  return [
    file("oci-layout", { imageLayoutVersion: "1.0.0" }),
    file("index.json", { schemaVersion: 2, mediaType: INDEX, manifests: [named] }),
    ...[...blobs].map(([digest, content]) => ({ name: `blobs/sha256/${digest}`, content })),
  ];
}

/** The tag under which OpenTofu looks for a version. */
export const tagOf = (version) => version.replaceAll("+", "_");

function file(name, value) {
  return { name, content: Buffer.from(JSON.stringify(value)) };
}
