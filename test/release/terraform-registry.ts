import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import path from "node:path";

export interface SigningKey {
  readonly key_id: string;
  readonly ascii_armor: string;
}

const PREFIX = "/v1/providers/keysmith/keysmith";

/** Answers as a registry of providers does, from the files of a release: https://developer.hashicorp.com/terraform/internals/provider-registry-protocol */
export function terraformRegistry(out: string, version: string, key: SigningKey): RequestListener {
  const name = `terraform-provider-keysmith_${version}`;
  const { metadata } = JSON.parse(readFileSync(path.join(out, `${name}_manifest.json`), "utf8"));
  const protocols: readonly string[] = metadata.protocol_versions;
  const sums = [...readFileSync(path.join(out, `${name}_SHA256SUMS`), "utf8").matchAll(/^(\w{64}) {2}(.+)$/gm)];
  const zips = sums.flatMap(([, shasum = "", filename = ""]) => {
    const [, os, arch] = /_([a-z]+)_([a-z0-9]+)\.zip$/.exec(filename) ?? [];
    return os === undefined ? [] : [{ os, arch, filename, shasum }];
  });
  const download = (os: string, arch: string): object => ({
    ...zips.find((zip) => zip.os === os && zip.arch === arch),
    protocols,
    download_url: `/files/${name}_${os}_${arch}.zip`,
    shasums_url: `/files/${name}_SHA256SUMS`,
    shasums_signature_url: `/files/${name}_SHA256SUMS.sig`,
    signing_keys: { gpg_public_keys: [key] },
  });
  const platforms = zips.map(({ os, arch }) => ({ os, arch }));
  const answers: Record<string, object> = {
    "/.well-known/terraform.json": { "providers.v1": "/v1/providers/" },
    [`${PREFIX}/versions`]: { versions: [{ version, protocols, platforms }] },
    ...Object.fromEntries(
      zips.map(({ os, arch = "" }) => [`${PREFIX}/${version}/download/${os}/${arch}`, download(os, arch)]),
    ),
  };
  return ({ url = "" }, response) => {
    const answer = answers[url];
    if (answer) return response.setHeader("Content-Type", "application/json").end(JSON.stringify(answer));
    return response.end(readFileSync(path.join(out, path.basename(url))));
  };
}
