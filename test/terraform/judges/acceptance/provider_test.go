// Package acceptance has the provider judged by HashiCorp's terraform-plugin-testing, which knows nothing of it: after every
// step that framework wants an empty plan, with a refresh and without, and it compares what is imported with what was made.
// The environment has to say which engine (TF_ACC_TERRAFORM_PATH), where it finds the provider (TF_CLI_CONFIG_FILE), and what
// the provider needs to reach an emulator.
package acceptance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck/queryfilter"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
)

const provider = `terraform {
  required_providers {
    keysmith = { source = "keysmith/keysmith" }
  }
}
provider "keysmith" {
  stack         = "judged"
  plain_secrets = true
}
`

func rule(name, sources string) string {
	return fmt.Sprintf(`%sresource "keysmith_network_rule" "it" {
  name               = %q
  source_private_ips = [%s]
}
`, provider, name, sources)
}

func rootKey(trigger string) string {
	return fmt.Sprintf(`%sresource "keysmith_root_key" "it" {
  name        = "orders"
  description = "for orders"
  aliases     = ["orders"]
  rotation {
    every   = "P90D"
    trigger = %q
  }
}
`, provider, trigger)
}

func clientKey(trigger string) string {
	return rule("gate", `"10.20.0.0/16"`) + fmt.Sprintf(`resource "keysmith_policy" "it" {
  name          = "orders"
  kms_instance  = "kst-hzz0000000000emulator"
  permissions   = ["CryptoServiceSecretUser"]
  secrets       = ["orders/*"]
  network_rules = [keysmith_network_rule.it.name]
}
resource "keysmith_access_point" "it" {
  name     = "orders-app"
  policies = [keysmith_policy.it.name]
}
resource "keysmith_client_key" "it" {
  access_point = keysmith_access_point.it.name
  label        = "judged/orders"
  rotation {
    trigger = %q
  }
}
`, trigger)
}

// judged runs the steps, and looks at the emulator for what they left.
func judged(t *testing.T, gone resource.TestCheckFunc, since tfversion.TerraformVersionCheck, steps ...resource.TestStep) {
	resource.Test(t, resource.TestCase{
		ExternalProviders:      map[string]resource.ExternalProvider{"keysmith": {Source: "keysmith/keysmith"}},
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{since},
		CheckDestroy:           gone,
		Steps:                  steps,
	})
}

// step applies a program, which does one thing with a resource, and leaves nothing to be done. Of an update, wanted is what it changes.
func step(program, address string, action plancheck.ResourceActionType, wanted string, state ...statecheck.StateCheck) resource.TestStep {
	plan, empty := []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}, []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}
	if action == plancheck.ResourceActionUpdate {
		plan = append(plan, changes{address, wanted})
	}
	return resource.TestStep{
		Config:            program,
		ConfigPlanChecks:  resource.ConfigPlanChecks{PreApply: plan, PostApplyPreRefresh: empty, PostApplyPostRefresh: empty},
		ConfigStateChecks: state,
	}
}

func known(address, attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value)
}

// changes wants a plan to change nothing but one resource, and of that just those attributes, in order, with "?" behind what it can't know.
type changes struct{ address, wanted string }

func (c changes) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	var found []string
	for _, planned := range req.Plan.ResourceChanges {
		if planned.Address != c.address {
			if !planned.Change.Actions.NoOp() {
				found = append(found, planned.Address)
			}
			continue
		}
		after := planned.Change.After.(map[string]any)
		for name, before := range planned.Change.Before.(map[string]any) {
			unknown, _ := json.Marshal(planned.Change.AfterUnknown.(map[string]any)[name])
			if bytes.Contains(unknown, []byte("true")) {
				found = append(found, name+"?")
			} else if !reflect.DeepEqual(before, after[name]) {
				found = append(found, name)
			}
		}
	}
	slices.Sort(found)
	if wanted := strings.Fields(c.wanted); !slices.Equal(found, wanted) {
		resp.Error = fmt.Errorf("%s: changes %v, wanted %v", c.address, found, wanted)
	}
}

// gone asks the emulator as somebody else would, and wants an answer that doesn't have the name.
func gone(name, route, request string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		url := os.Getenv("KEYSMITH_ALIBABA_ENDPOINT") + "/_emulator/" + route
		answer, err := http.Post(url, "application/json", strings.NewReader(request))
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err == nil && (answer.StatusCode != http.StatusOK || bytes.Contains(text, []byte(`"`+name+`"`))) {
			err = fmt.Errorf("%s is not gone: %s", name, text)
		}
		return err
	}
}

func ruleGone(name string) resource.TestCheckFunc {
	return gone(name, "alibaba/call", `{"operation": "ListNetworkRules", "parameters": {}}`)
}

func TestNetworkRule(t *testing.T) {
	address := "keysmith_network_rule.it"
	judged(t, ruleGone("office"), tfversion.SkipBelow(tfversion.Version1_8_0),
		step(rule("office", `"10.20.0.0/16"`), address, plancheck.ResourceActionCreate, "",
			known(address, "id", knownvalue.StringExact("office")), known(address, "description", knownvalue.Null())),
		step(rule("office", `"10.20.0.0/16", "10.30.0.1"`), address, plancheck.ResourceActionUpdate, "source_private_ips",
			known(address, "source_private_ips", knownvalue.SetSizeExact(2))),
		// Whose the mark at the service is, only the nonce of a state can tell.
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"label", "nonce"}},
	)
}

func TestRootKey(t *testing.T) {
	address, rotated := "keysmith_root_key.it", "last_rotated_at? next_run_by? rotate_at? rotation version?"
	gone := gone("orders", "ibm/request", `{"method": "GET", "path": "/api/v2/keys"}`)
	judged(t, gone, tfversion.SkipBelow(tfversion.Version1_8_0),
		step(rootKey("first"), address, plancheck.ResourceActionCreate, "", known(address, "version", knownvalue.Int64Exact(1))),
		step(rootKey("second"), address, plancheck.ResourceActionUpdate, rotated, known(address, "version", knownvalue.Int64Exact(2))),
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateVerify: true,
			// What only the program says, and how many materials there were.
			ImportStateVerifyIgnore: []string{"nonce", "rotation", "rotate_at", "next_run_by", "version"},
		},
	)
}

func TestClientKey(t *testing.T) {
	address, rotated := "keysmith_client_key.it", "account_id? client_key_content? client_key_id? created_at? current_since? expires_at? "+
		"key_algorithm? next_run_by? not_after? not_before? password? pending? pending_key? previous? revision? rotate_at? rotation "+
		"state? stored_in? strays? version?"
	judged(t, ruleGone("gate"), tfversion.SkipBelow(tfversion.Version1_8_0),
		step(clientKey("first"), address, plancheck.ResourceActionCreate, "",
			statecheck.ExpectSensitiveValue(address, tfjsonpath.New("client_key_content"))),
		step(clientKey("second"), address, plancheck.ResourceActionUpdate, rotated,
			known(address, "version", knownvalue.Int64Exact(2)), known(address, "previous", knownvalue.ListSizeExact(1))),
	)
}

func TestIdentity(t *testing.T) {
	address, ring := "keysmith_network_rule.it", "keysmith_key_ring.it"
	rings := rule("identified", `"10.20.0.0/16"`) + "resource \"keysmith_key_ring\" \"it\" {\n  name = \"orders\"\n}\n"
	imported := resource.TestStep{ImportState: true, ResourceName: ring, ImportStateKind: resource.ImportBlockWithResourceIdentity}
	// Its generated configurations import what the state has already, which is refused: ibm-keys.test.ts tries generation on the engine.
	marked := imported
	marked.ResourceName, marked.ExpectNonEmptyPlan = address, true
	marked.ImportPlanChecks = resource.ImportPlanChecks{PreApply: []plancheck.PlanCheck{changes{address, "label"}}}
	judged(t, ruleGone("identified"), tfversion.SkipBelow(tfversion.Version1_12_0),
		step(rings, address, plancheck.ResourceActionCreate, "",
			statecheck.ExpectIdentity(address, identityOf("identified")),
			statecheck.ExpectIdentityValueMatchesState(ring, tfjsonpath.New("name"))),
		imported, marked,
	)
}

func identityOf(name string) map[string]knownvalue.Check {
	return map[string]knownvalue.Check{
		"account": knownvalue.StringExact("1000000000000001"),
		"region":  knownvalue.StringExact("cn-hangzhou"),
		"name":    knownvalue.StringExact(name),
	}
}

func TestList(t *testing.T) {
	list := `list "keysmith_network_rule" "all" {
  provider         = keysmith
  include_resource = true
  config { name_prefix = "listed" }
}
`
	address := "keysmith_network_rule.all"
	judged(t, ruleGone("listed"), tfversion.SkipBelow(tfversion.Version1_14_0),
		step(rule("listed", `"10.20.0.0/16"`), "keysmith_network_rule.it", plancheck.ResourceActionCreate, ""),
		resource.TestStep{
			Query:  true,
			Config: list,
			QueryResultChecks: []querycheck.QueryResultCheck{
				querycheck.ExpectLength(address, 1),
				querycheck.ExpectIdentity(address, identityOf("listed")),
				querycheck.ExpectResourceKnownValues(address, queryfilter.ByResourceIdentity(identityOf("listed")), []querycheck.KnownValueCheck{
					{Path: tfjsonpath.New("arn"), KnownValue: knownvalue.NotNull()},
				}),
			},
		},
	)
}
