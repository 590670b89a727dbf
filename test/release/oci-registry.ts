import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import path from "node:path";

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Answers as a registry of container images does to whoever reads (OCI Distribution 1.1): tags, manifests and blobs of one
 * repository, from an image layout.
 */
export function ociRegistry(layout: string, repository: string): RequestListener {
  const blob = (digest: string): Buffer => readFileSync(path.join(layout, "blobs", digest.replace(":", "/")));
  const { manifests } = JSON.parse(readFileSync(path.join(layout, "index.json"), "utf8"));
  const tags = new Map(
    (manifests as Descriptor[]).map((each) => [each.annotations?.["org.opencontainers.image.ref.name"] ?? "", each]),
  );
  return ({ url = "", method }, response) => {
    const [, kind = "", name = ""] = new RegExp(`^/v2/${repository}/(tags|manifests|blobs)/([^?]+)`).exec(url) ?? [];
    const digest = tags.get(name)?.digest ?? name;
    if (url === "/v2/") return response.end();
    if (kind === "tags") return response.end(JSON.stringify({ name: repository, tags: [...tags.keys()] }));
    if (!digest.startsWith("sha256:")) return response.writeHead(404).end();
    const content = blob(digest);
    response.setHeader("Content-Length", content.length);
    response.setHeader("Docker-Content-Digest", digest);
    if (kind === "manifests") response.setHeader("Content-Type", JSON.parse(content.toString()).mediaType);
    return response.end(method === "HEAD" ? undefined : content);
  };
}
