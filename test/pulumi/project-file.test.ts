import { namePlugin } from "../../src/pulumi/project-file";

const PLACE = { folder: "plugin", version: "1.2.3" };
const named = (text: string): string => namePlugin(text, "Pulumi.yaml", PLACE).text;

describe("a project's file that names the plugin", () => {
  it.each([
    [
      "ends with a text of its own",
      "name: shop\ndescription: |+\n  A shop.\n\n\n",
      "name: shop\ndescription: |+\n  A shop.\n\n\nplugins:\n  providers:\n    - name: keysmith\n      path: plugin\n",
    ],
    [
      "ends without the end of a line",
      "# ours\nname: shop",
      "# ours\nname: shop\nplugins:\n  providers:\n    - name: keysmith\n      path: plugin\n",
    ],
    [
      "has the line ends of Windows",
      "name: shop\r\n",
      "name: shop\r\nplugins:\r\n  providers:\r\n    - name: keysmith\r\n      path: plugin\r\n",
    ],
    [
      "names other plugins",
      "plugins:\n  # ours\n  providers:\n  - name: other # why\n    path: ../other\nname: shop\n",
      "plugins:\n  # ours\n  providers:\n  - name: keysmith\n    path: plugin\n  - name: other # why\n    path: ../other\nname: shop\n",
    ],
    [
      "names plugins of other kinds",
      "plugins:\n    languages:\n        - name: other\n          path: p\nname: shop\n",
      "plugins:\n    providers:\n      - name: keysmith\n        path: plugin\n    languages:\n        - name: other\n          path: p\nname: shop\n",
    ],
    [
      "names it elsewhere",
      "plugins:\n  providers:\n    - path: './old' # why\n      name: keysmith\n    - {name: other, path: p}\n",
      "plugins:\n  providers:\n    - path: plugin # why\n      name: keysmith\n    - {name: other, path: p}\n",
    ],
  ])("keeps all else where it %s", (_how, before, after) => {
    expect(named(before)).toBe(after);
    expect(named(after)).toBe(after);
  });

  it("stays as it is, in the user's words, where it says so already", () => {
    const text = 'plugins: {providers: [{"name": keysmith, path: "plugin"}]}\n';
    expect(named(text)).toBe(text);
  });

  it("quotes a folder where YAML asks for that", () => {
    const { text } = namePlugin("name: shop\n", "Pulumi.yaml", { ...PLACE, folder: "our plugin: #1" });
    expect(text).toContain('path: "our plugin: #1"\n');
  });

  it.each(["name: shop\nruntime: yaml\n", "runtime:\n  name: yaml\n  options: {compiler: x}\n"])(
    "tells the runtime of %j",
    (text) => expect(namePlugin(text, "Pulumi.yaml", PLACE).runtime).toBe("yaml"),
  );

  it.each([
    "{name: shop}\n",
    "name: shop\nplugins:\n",
    "name: shop\nplugins: {providers: []}\n",
    "name: shop\n...\n",
    "",
  ])("is left alone, with the lines to add, where it is written as %j", (text) =>
    expect(() => named(text)).toThrow(
      /^Pulumi\.yaml is written in a way .*by hand:\n\nplugins:\n {2}providers:\n {4}- name: keysmith\n {6}path: plugin\n/,
    ),
  );
});
