// The destination of each file, as commands for the person who publishes the release: nothing here sends anything.
import path from "node:path";
import { tagOf } from "./oci.mjs";

/** Terraform's registry takes a provider only from a repository with a name of this form; OpenTofu's does too. */
const PROVIDER_REPOSITORY = "keysmith/terraform-provider-keysmith";
const REPOSITORY = "keysmith/keysmith";
/** The publisher chooses the registry of the image layout: each command takes it from this variable. */
const OCI_REPOSITORY = "$KEYSMITH_OCI_REPOSITORY";

/**
 * @param {string} out the folder of the release
 * @param {string} version
 * @param {{ provider: readonly string[]; packages: readonly string[]; others: readonly string[] }} names of its files
 * @returns {readonly { readonly where: string; readonly commands: readonly string[] }[]}
 */
export function publishing(out, version, { provider, packages, others }) {
  const at = (name) => path.join(out, name);
  const attach = (repository, names) =>
    `gh release create v${version} --repo ${repository} --notes-file ${at("NOTES.md")} ${names.map(at).join(" ")}`;
  return [
    { where: `the release v${version} of ${REPOSITORY}`, commands: [attach(REPOSITORY, others)] },
    {
      where: `the registries of Terraform and OpenTofu, which read the releases of ${PROVIDER_REPOSITORY}`,
      commands: [attach(PROVIDER_REPOSITORY, provider)],
    },
    {
      where: "npm",
      commands: packages.map((name) => `npm publish ${at(name)} --access public --provenance${tagFor(version)}`),
    },
    {
      where: "a registry of container images, from which OpenTofu installs by oci_mirror",
      commands: [`oras cp --from-oci-layout ${at("oci")}:${tagOf(version)} ${OCI_REPOSITORY}:${tagOf(version)}`],
    },
  ];
}

/** Without a tag of its own, `npm install keysmith` would take a prerelease. */
function tagFor(version) {
  return version.includes("-") ? " --tag next" : "";
}
