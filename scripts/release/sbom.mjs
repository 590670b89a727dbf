// Bills of materials in CycloneDX: the components of a release's file, or the packages installed with it. They contain no time and
// no serial number, so that the same release has the same ones.
import { Contrib, Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import parse from "spdx-expression-parse";
import { idOf } from "../production-tree.mjs";

const licenses = new Contrib.License.Factories.LicenseFactory(parse);
const { ComponentBuilder } = Contrib.FromNodePackageJson.Builders;
const { ExternalReferenceFactory } = Contrib.FromNodePackageJson.Factories;
const builder = new ComponentBuilder(new ExternalReferenceFactory(), licenses);

/**
 * @param {{ name: string; version: string; license: string; repository?: object; purl?: string }} subject of the bill
 * @param {readonly { name: string; version: string; license?: string; integrity?: string; dependencies?: readonly string[] }[]}
 *   packages each with the ids of its dependencies, as `idOf` makes them, where they are known
 * @param {readonly string[]} direct dependencies of the subject
 * @returns {Buffer} JSON, version 1.6 of the format
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
