// Makes the SDKs of a package schema, as `pulumi package gen-sdk` does where every language host is installed: a folder for
// each language. The generators are of a version that still has the one for .NET.
//
//	sdks SCHEMA FOLDER
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "keysmith"

type files = map[string][]byte

var generators = map[string]func(*schema.Package) (files, error){
	"nodejs": func(p *schema.Package) (files, error) { return nodejs.GeneratePackage(tool, p, nil, nil, false, nil) },
	"python": func(p *schema.Package) (files, error) { return python.GeneratePackage(tool, p, nil, nil) },
	"go":     func(p *schema.Package) (files, error) { return gogen.GeneratePackage(tool, p, nil) },
	"dotnet": withoutLogo,
}

// The generator asks the network for a logo where the schema names none.
func withoutLogo(p *schema.Package) (files, error) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	p.LogoURL = server.URL
	made, err := dotnet.GeneratePackage(tool, p, nil, nil)
	delete(made, "logo.png")
	return made, err
}

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("usage: sdks SCHEMA FOLDER"))
	}
	text, err := os.ReadFile(os.Args[1])
	fail(err)
	for language, generate := range generators {
		pkg, err := bind(text)
		fail(err)
		made, err := generate(pkg)
		fail(err)
		for name, content := range made {
			fail(write(filepath.Join(os.Args[2], language, name), content))
		}
		fmt.Printf("%s %d\n", language, len(made))
	}
}

// Anew for each language: a generator leaves what it has found out in the package.
func bind(text []byte) (*schema.Package, error) {
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, nil, schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if len(diagnostics) > 0 {
		return nil, diagnostics
	}
	return pkg, nil
}

func write(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, content, 0o644)
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "sdks:", err)
		os.Exit(1)
	}
}
