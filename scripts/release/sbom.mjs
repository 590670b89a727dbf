// Bills of materials as CycloneDX has them: what is in a file of a release, or is installed with it. They name no time and no
// serial number, so the same release has the same ones.
import { Contrib, Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import parse from "spdx-expression-parse";
import { idOf } from "../production-tree.mjs";

const licenses = new Contrib.License.Factories.LicenseFactory(parse);
const { ComponentBuilder } = Contrib.FromNodePackageJson.Builders;
const { ExternalReferenceFactory } = Contrib.FromNodePackageJson.Factories;
const builder = new ComponentBuilder(new ExternalReferenceFactory(), licenses);

/**
 * @param {{ name: string; version: string; license: string; repository?: object; purl?: string }} subject what it is the bill of
 * @param {readonly { name: string; version: string; license?: string; integrity?: string; dependencies?: readonly string[] }[]}
 *   packages each with those of the others that it needs, as `idOf` names them, where that is known
 * @param {readonly string[]} direct those that the subject needs itself
 * @returns {Buffer} JSON, of the version 1.6 of the format
 */
export function sbomOf(subject, packages, direct) {
  const main = componentOf(subject, subject.purl);
  const components = new Map(packages.map((each) => [idOf(each), componentOf(each)]));
  const refer = (component, ids) => {
    for (const id of ids) component.dependencies.add(components.get(id).bomRef);
  };
  refer(main, direct);
  for (const each of packages) refer(components.get(idOf(each)), each.dependencies ?? []);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: main }),
    components: new Models.ComponentRepository(components.values()),
  });
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  const text = new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 });
  return Buffer.from(`${text}\n`);
}

function componentOf(described, purl = purlOf(described)) {
  const component = builder.makeComponent(described);
  component.bomRef.value = idOf(described);
  component.purl = purl;
  if (described.integrity) {
    const [algorithm, sum] = Contrib.FromNodePackageJson.Utils.parsePackageIntegrity(described.integrity);
    component.hashes.set(algorithm, sum);
  }
  for (const license of component.licenses) license.acknowledgement = Enums.LicenseAcknowledgement.Declared;
  return component;
}

function purlOf({ name, version }) {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}
