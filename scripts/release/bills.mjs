// The bills of materials of a release: each package's by what is installed with it, each bundle's by its contents.
import { packagesIn } from "../notices.mjs";
import { directOf, idOf, installedWith } from "../production-tree.mjs";
import { prefixOf } from "./provider.mjs";
import { sbomOf } from "./sbom.mjs";

/**
 * @param inputs from `readInputs`
 * @param lock the lock file's packages
 * @param repository from the package's manifest
 * @returns {readonly { name: string; content: Buffer }[]}
 */
export function billsOf({ version, notices, executables, packages }, lock, repository) {
  const told = { version, license: "Apache-2.0", repository };
  const provider = "terraform-provider-keysmith";
  return [
    ...packages.map(({ manifest }) => ofPackage(manifest, lock)),
    {
      name: `${prefixOf({ version })}.cdx.json`,
      // It is not an npm package.
      content: ofBundle({ ...told, name: provider, purl: `pkg:generic/${provider}@${version}` }, notices),
    },
    ...executables.map(({ target, notices: held }) => ({
      name: `keysmith_${version}_${target}.cdx.json`,
      content: ofBundle({ ...told, name: `@keysmith/${target}` }, held),
    })),
  ];
}

function ofPackage(manifest, lock) {
  const place = manifest.name === "keysmith" ? "" : "emulator";
  const content = sbomOf(manifest, installedWith(lock, place), directOf(lock, place));
  return { name: `${manifest.name}-${manifest.version}.cdx.json`, content };
}

function ofBundle(subject, notices) {
  const inside = packagesIn(notices.toString("utf8"));
  return sbomOf(subject, inside, inside.map(idOf));
}
