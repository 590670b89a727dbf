// The emulator judged by IBM's own client for Go, which knows nothing of it: whatever this client cannot read, or the service
// would not answer, is a failed check. Prints the checks as JSON.
//
//	key-protect <url of the emulator> <GUID of a Key Protect instance>
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	kp "github.com/IBM/keyprotect-go-client"
	"github.com/google/uuid"
)

// check is what the client was asked to do; Error is empty where that went as it should.
type check struct {
	Area  string `json:"area"`
	Name  string `json:"name"`
	Error string `json:"error"`
}

type judge struct {
	ctx    context.Context
	url    string
	client *kp.Client
	area   string
	checks []check
}

func main() {
	url, instance := os.Args[1], os.Args[2]
	config := kp.ClientConfig{BaseURL: url, APIKey: "emulator", TokenURL: url + "/identity/token", InstanceID: instance, Timeout: 30}
	client, err := kp.New(config, nil)
	if err != nil {
		panic(err)
	}
	j := &judge{ctx: context.Background(), url: url, client: client}
	areas := []struct {
		name string
		run  func(*judge)
	}{
		{"keys", keys}, {"wrapping", wrapping}, {"states", states}, {"policies", policies},
		{"instance policies", instancePolicies}, {"rings and aliases", ringsAndAliases},
		{"registrations", registrations}, {"import tokens", importTokens}, {"refusals", refusals},
	}
	for _, area := range areas {
		j.area = area.name
		j.guarded(area.run)
	}
	_ = json.NewEncoder(os.Stdout).Encode(j.checks)
}

// guarded makes a check of an area that breaks off.
func (j *judge) guarded(run func(*judge)) {
	defer func() {
		if broken := recover(); broken != nil {
			j.add("runs to its end", fmt.Sprint(broken))
		}
	}()
	run(j)
}

func (j *judge) add(name, problem string) {
	j.checks = append(j.checks, check{j.area, name, problem})
}

// works adds a check that needs no error.
func (j *judge) works(name string, err error) {
	if err != nil {
		j.add(name, err.Error())
		return
	}
	j.add(name, "")
}

// is adds a check that needs two values to be equal, and no error.
func (j *judge) is(name string, err error, got, wanted any) {
	if err == nil && fmt.Sprint(got) != fmt.Sprint(wanted) {
		err = fmt.Errorf("got %v, wanted %v", got, wanted)
	}
	j.works(name, err)
}

// refused adds a check that needs an error of the service with a status and a reason.
func (j *judge) refused(name string, err error, status int, code string) {
	var refusal *kp.Error
	if !errors.As(err, &refusal) {
		j.add(name, fmt.Sprintf("got %v, wanted %d %s", err, status, code))
		return
	}
	got := fmt.Sprintf("%d", refusal.StatusCode)
	for _, reason := range refusal.Reasons {
		got += " " + reason.Code
	}
	j.is(name, nil, got, strings.TrimSpace(fmt.Sprintf("%d %s", status, code)))
}

// advance moves the emulator's clock.
func (j *judge) advance(duration string) {
	body := bytes.NewBufferString(fmt.Sprintf(`{"advance":%q}`, duration))
	request, _ := http.NewRequest("PUT", j.url+"/_emulator/clock", body)
	answer, err := http.DefaultClient.Do(request)
	if err != nil || answer.StatusCode != 200 {
		panic("the clock cannot be moved")
	}
	_ = answer.Body.Close()
}

func (j *judge) rootKey(options ...kp.CreateKeyOption) *kp.Key {
	key, err := j.client.CreateKeyWithOptions(j.ctx, "payments", false, options...)
	if err != nil {
		panic(err)
	}
	return key
}

func material(size int) string {
	random := make([]byte, size)
	_, _ = rand.Read(random)
	return base64.StdEncoding.EncodeToString(random)
}

func keys(j *judge) {
	expires := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	root := j.rootKey(kp.WithDescription("for orders"), kp.WithTags([]string{"shop"}), kp.WithAliases([]string{"judged"}), kp.WithExpiration(&expires))
	j.is("a root key has what it was given", nil, []any{root.Description, root.Tags, root.Aliases, root.Expiration.Equal(expires), root.Extractable, root.State},
		[]any{"for orders", []string{"shop"}, []string{"judged"}, true, false, 1})
	j.is("a root key has a version", nil, root.KeyVersion.ID, root.ID)
	found, err := j.client.GetKey(j.ctx, "judged")
	j.is("GetKey finds it by its alias", err, found.ID, root.ID)
	shown, err := j.client.GetKeyMetadata(j.ctx, root.ID)
	j.is("GetKeyMetadata shows the ring", err, shown.KeyRingID, "default")
	secret := material(24)
	standard, err := j.client.CreateImportedStandardKey(j.ctx, "token", nil, secret)
	j.is("CreateImportedStandardKey", err, standard.Imported, true)
	opened, err := j.client.GetKey(j.ctx, standard.ID)
	j.is("GetKey gives a standard key's payload", err, opened.Payload, secret)
	imported, err := j.client.CreateImportedRootKey(j.ctx, "ours", nil, material(32), "", "")
	j.is("CreateImportedRootKey", err, imported.Imported, true)
	_, err = j.client.CreateStandardKey(j.ctx, "made", nil)
	j.works("CreateStandardKey", err)
	enabled := true
	policy := kp.Policy{Rotation: &kp.Rotation{Enabled: &enabled, Interval: 3}}
	overriding, err := j.client.CreateRootKeyWithPolicyOverrides(j.ctx, "rotated", nil, nil, policy)
	j.is("CreateRootKeyWithPolicyOverrides", err, overriding.Rotation.Interval, 3)
	all, err := j.client.GetKeys(j.ctx, 0, 0)
	j.is("GetKeys with default arguments", err, len(all.Keys), 5)
	some, err := j.client.GetKeys(j.ctx, 2, 1)
	j.is("GetKeys in pages", err, len(some.Keys), 2)
	extractable, limit := false, uint32(10)
	roots, err := j.client.ListKeys(j.ctx, &kp.ListKeysOptions{
		Extractable: &extractable, Limit: &limit, State: []kp.KeyState{kp.Active}, Sort: kp.GetKeySortStr(kp.WithCreationDateDesc()),
	})
	j.is("ListKeys", err, len(roots.Keys), 3)
}

func wrapping(j *judge) {
	key := j.rootKey()
	plain := []byte(material(32))
	aad := []string{"orders", "eu"}
	wrapped, err := j.client.Wrap(j.ctx, key.ID, plain, &aad)
	j.works("Wrap", err)
	opened, err := j.client.Unwrap(j.ctx, key.ID, wrapped, &aad)
	j.is("Unwrap", err, string(opened), string(plain))
	_, err = j.client.Unwrap(j.ctx, key.ID, wrapped, nil)
	j.refused("Unwrap without the additional data", err, 422, "UNPROCESSABLE_CIPHERTEXT_ERR")
	made, sealed, err := j.client.WrapCreateDEK(j.ctx, key.ID, nil)
	j.works("WrapCreateDEK", err)
	again, err := j.client.Unwrap(j.ctx, key.ID, sealed, nil)
	j.is("Unwrap of what the service made", err, string(again), string(made))
	j.works("Rotate", j.client.Rotate(j.ctx, key.ID, ""))
	_, newer, err := j.client.UnwrapV2(j.ctx, key.ID, wrapped, &aad)
	j.is("UnwrapV2 wraps anew after a rotation", err, len(newer) > 0, true)
	versions, err := j.client.ListKeyVersions(j.ctx, key.ID, nil)
	j.is("ListKeyVersions", err, len(versions.KeyVersion), 2)
	counted := true
	total, err := j.client.ListKeyVersions(j.ctx, key.ID, &kp.ListKeyVersionsOptions{TotalCount: &counted})
	j.is("ListKeyVersions counts", err, *total.Metadata.TotalCount, 2)
	j.refused("Rotate within the hour", j.client.Rotate(j.ctx, key.ID, ""), 409, "KEY_ROTATION_NOT_PERMITTED")
	imported, err := j.client.CreateImportedRootKey(j.ctx, "ours", nil, material(32), "", "")
	j.works("CreateImportedRootKey", err)
	payload := kp.NewKeyPayload(material(16), "", "")
	j.works("RotateV2 with a payload", j.client.RotateV2(j.ctx, imported.ID, &payload))
	j.refused("RotateV2 of an imported key without", j.client.RotateV2(j.ctx, j.importedRootKey(), nil), 400, "KEY_PAYLOAD_REQ_ERR")
}

func (j *judge) importedRootKey() string {
	key, err := j.client.CreateImportedRootKey(j.ctx, "ours", nil, material(32), "", "")
	if err != nil {
		panic(err)
	}
	return key.ID
}

func states(j *judge) {
	key := j.rootKey()
	j.works("DisableKey", j.client.DisableKey(j.ctx, key.ID))
	_, err := j.client.Wrap(j.ctx, key.ID, []byte(material(32)), nil)
	j.refused("Wrap with a disabled key", err, 409, "KEY_ACTION_INVALID_STATE_ERR")
	j.refused("EnableKey at once", j.client.EnableKey(j.ctx, key.ID), 409, "REQ_TOO_EARLY_ERR")
	j.advance("PT30S")
	j.works("EnableKey", j.client.EnableKey(j.ctx, key.ID))
	deleted, err := j.client.DeleteKey(j.ctx, key.ID, kp.ReturnRepresentation)
	j.is("DeleteKey answers the key", err, []any{deleted.State, *deleted.Deleted}, []any{5, true})
	_, err = j.client.DeleteKey(j.ctx, key.ID, kp.ReturnMinimal)
	j.refused("DeleteKey again", err, 410, "KEY_DELETED_ERR")
	j.advance("PT30S")
	restored, err := j.client.RestoreKey(j.ctx, key.ID)
	j.is("RestoreKey", err, restored.State, 1)
	nothing, err := j.client.DeleteKey(j.ctx, key.ID, kp.ReturnMinimal)
	j.is("DeleteKey answers nothing", err, nothing == nil, true)
	_, err = j.client.PurgeKey(j.ctx, key.ID, kp.ReturnMinimal)
	j.refused("PurgeKey at once", err, 409, "REQ_TOO_EARLY_ERR")
	j.advance("PT4H")
	_, err = j.client.PurgeKey(j.ctx, key.ID, kp.ReturnRepresentation)
	j.works("PurgeKey", err)
	_, err = j.client.GetKeyMetadata(j.ctx, key.ID)
	j.refused("GetKeyMetadata of a purged key", err, 404, "KEY_NOT_FOUND_ERR")
	agreed := j.rootKey()
	_, err = j.client.SetDualAuthDeletePolicy(j.ctx, agreed.ID, true)
	j.works("SetDualAuthDeletePolicy", err)
	j.works("InitiateDualAuthDelete", j.client.InitiateDualAuthDelete(j.ctx, agreed.ID))
	_, err = j.client.DeleteKey(j.ctx, agreed.ID, kp.ReturnMinimal)
	j.refused("DeleteKey by the one who agreed", err, 409, "AUTHORIZATIONS_NOT_MET")
	j.works("CancelDualAuthDelete", j.client.CancelDualAuthDelete(j.ctx, agreed.ID))
	j.advance("PT1H")
	j.works("SyncAssociatedResources", j.client.SyncAssociatedResources(j.ctx, agreed.ID))
}

func policies(j *judge) {
	key := j.rootKey()
	set, err := j.client.SetRotationPolicy(j.ctx, key.ID, 3)
	j.is("SetRotationPolicy", err, set.Rotation.Interval, 3)
	read, err := j.client.GetRotationPolicy(j.ctx, key.ID)
	j.is("GetRotationPolicy", err, read.Rotation.Interval, 3)
	off, err := j.client.DisableRotationPolicy(j.ctx, key.ID)
	j.is("DisableRotationPolicy", err, []any{*off.Rotation.Enabled, off.Rotation.Interval}, []any{false, 3})
	on, err := j.client.EnableRotationPolicy(j.ctx, key.ID)
	j.is("EnableRotationPolicy", err, *on.Rotation.Enabled, true)
	both, err := j.client.SetPolicies(j.ctx, key.ID, true, 6, true, false)
	j.is("SetPolicies", err, len(both), 2)
	all, err := j.client.GetPolicies(j.ctx, key.ID)
	j.is("GetPolicies", err, len(all), 2)
	dual, err := j.client.GetDualAuthDeletePolicy(j.ctx, key.ID)
	j.is("GetDualAuthDeletePolicy", err, *dual.DualAuth.Enabled, false)
	none, err := j.client.GetRotationPolicy(j.ctx, j.rootKey().ID)
	j.is("GetRotationPolicy of a key without", err, none == nil, true)
}

func instancePolicies(j *judge) {
	c, ctx := j.client, j.ctx
	months := 2
	j.works("SetDualAuthInstancePolicy", c.SetDualAuthInstancePolicy(ctx, false))
	j.works("SetMetricsInstancePolicy", c.SetMetricsInstancePolicy(ctx, true))
	j.works("SetAllowedNetworkInstancePolicy", c.SetAllowedNetworkInstancePolicy(ctx, true, "public-and-private"))
	j.works("SetAllowedIPInstancePolicy", c.SetAllowedIPInstancePolicy(ctx, true, []string{"10.0.0.0/8"}))
	j.works("SetRotationInstancePolicy", c.SetRotationInstancePolicy(ctx, true, &months))
	j.works("SetKeyCreateImportAccessInstancePolicy", c.SetKeyCreateImportAccessInstancePolicy(ctx, true, map[string]bool{kp.CreateStandardKey: false}))
	addresses, err := c.GetAllowedIPInstancePolicy(ctx)
	j.is("GetAllowedIPInstancePolicy", err, *addresses.PolicyData.Attributes.AllowedIP, []string{"10.0.0.0/8"})
	port, err := c.GetAllowedIPPrivateNetworkPort(ctx)
	j.is("GetAllowedIPPrivateNetworkPort", err, port > 0, true)
	rotation, err := c.GetRotationInstancePolicy(ctx)
	j.is("GetRotationInstancePolicy", err, *rotation.PolicyData.Attributes.IntervalMonth, 2)
	access, err := c.GetKeyCreateImportAccessInstancePolicy(ctx)
	j.is("GetKeyCreateImportAccessInstancePolicy", err, *access.PolicyData.Attributes.CreateStandardKey, false)
	_, err = c.CreateStandardKey(ctx, "forbidden", nil)
	j.refused("CreateStandardKey where it is forbidden", err, 409, "KEY_CREATE_IMPORT_ACCESS_ERR")
	all, err := c.GetInstancePolicies(ctx)
	j.is("GetInstancePolicies", err, len(all), 6)
	j.works("SetAllowedIPInstancePolicy, off", c.SetAllowedIPInstancePolicy(ctx, false, nil))
	several := kp.MultiplePolicies{
		Metrics: &kp.BasicPolicyData{}, Rotation: &kp.RotationPolicyData{},
		KeyCreateImportAccess: &kp.KeyCreateImportAccessInstancePolicy{},
	}
	j.works("SetInstancePolicies", c.SetInstancePolicies(ctx, several))
	off, err := c.GetMetricsInstancePolicy(ctx)
	j.is("GetMetricsInstancePolicy", err, *off.PolicyData.Enabled, false)
}

func ringsAndAliases(j *judge) {
	key := j.rootKey()
	j.works("CreateKeyRing", j.client.CreateKeyRing(j.ctx, "team-a"))
	rings, err := j.client.GetKeyRings(j.ctx)
	j.is("GetKeyRings", err, len(rings.KeyRings), 2)
	j.client.Config.KeyRing = "default"
	moved, err := j.client.SetKeyRing(j.ctx, key.ID, "team-a")
	j.is("SetKeyRing", err, moved.KeyRingID, "team-a")
	j.client.Config.KeyRing = "team-a"
	inRing, err := j.client.GetKeys(j.ctx, 10, 0)
	j.is("GetKeys of a ring", err, len(inRing.Keys), 1)
	j.client.Config.KeyRing = ""
	j.refused("DeleteKeyRing with a key in it", j.client.DeleteKeyRing(j.ctx, "team-a"), 409, "KEY_RING_NOT_EMPTY_ERR")
	alias, err := j.client.CreateKeyAlias(j.ctx, "nickname", key.ID)
	j.is("CreateKeyAlias", err, alias.KeyID, key.ID)
	_, err = j.client.CreateKeyAlias(j.ctx, "nickname", j.rootKey().ID)
	j.refused("CreateKeyAlias again", err, 409, "KEY_ALIAS_NOT_UNIQUE_ERR")
	j.works("DeleteKeyAlias", j.client.DeleteKeyAlias(j.ctx, "nickname", key.ID))
}

func registrations(j *judge) {
	key := j.rootKey()
	crn := "crn:v1:bluemix:public:cloud-object-storage:global:a/1:2:bucket:"
	for _, bucket := range []string{"prod-a", "prod-b", "test"} {
		body := fmt.Sprintf(`{"key":%q,"resourceCrn":%q}`, key.ID, crn+bucket)
		answer, err := http.Post(j.url+"/_emulator/ibm/registrations", "application/json", strings.NewReader(body))
		if err != nil || answer.StatusCode != 200 {
			panic("the key cannot be registered")
		}
		_ = answer.Body.Close()
	}
	all, err := j.client.ListRegistrations(j.ctx, key.ID, "")
	j.is("ListRegistrations of a key", err, len(all.Registrations), 3)
	some, err := j.client.ListRegistrations(j.ctx, "", crn+"prod*")
	j.is("ListRegistrations by a prefix", err, len(some.Registrations), 2)
	_, err = j.client.ListRegistrations(j.ctx, "", "crn:*")
	j.refused("ListRegistrations with too few segments", err, 400, "INVALID_QUERY_PARAM_ERR")
	_, err = j.client.DeleteKey(j.ctx, key.ID, kp.ReturnMinimal)
	j.refused("DeleteKey in use", err, 409, "PROTECTED_RESOURCE_ERR")
	_, err = j.client.DeleteKey(j.ctx, key.ID, kp.ReturnMinimal, kp.ForceOpt{Force: true})
	j.works("DeleteKey by force", err)
}

func importTokens(j *judge) {
	token, err := j.client.CreateImportToken(j.ctx, 300, 2)
	j.is("CreateImportToken", err, token.MaxAllowedRetrievals, 2)
	transport, err := j.client.GetImportTokenTransportKey(j.ctx)
	j.works("GetImportTokenTransportKey", err)
	ours := material(32)
	payload, err := kp.EncryptKey(ours, transport.Payload)
	j.works("EncryptKey with its public key", err)
	nonce, iv, err := kp.EncryptNonce(ours, transport.Nonce, "")
	j.works("EncryptNonce", err)
	key, err := j.client.CreateImportedRootKey(j.ctx, "sealed", nil, payload, nonce, iv)
	j.is("CreateImportedRootKey by secure import", err, key.Imported, true)
	_, err = j.client.GetImportTokenTransportKey(j.ctx)
	j.works("GetImportTokenTransportKey again", err)
	_, err = j.client.GetImportTokenTransportKey(j.ctx)
	j.refused("GetImportTokenTransportKey once too often", err, 409, "IMPORT_TOKEN_EXPIRED_ERR")
	_, err = j.client.CreateImportToken(j.ctx, 0, 0)
	j.works("CreateImportToken with default arguments", err)
}

func refusals(j *judge) {
	_, err := j.client.CreateKey(j.ctx, "x", nil, false)
	j.refused("CreateKey with a short name", err, 400, "INVALID_FIELD_ERR")
	id := uuid.New()
	_, err = j.client.GetKey(kp.NewContextWithCorrelationID(j.ctx, &id), "none")
	j.refused("GetKey of none", err, 404, "KEY_NOT_FOUND_ERR")
	config := j.client.Config
	config.APIKey, config.Authorization = "", "Bearer nonsense"
	stranger, err := kp.New(config, nil)
	j.works("a client with a wrong token", err)
	_, err = stranger.GetKeys(j.ctx, 0, 0)
	j.refused("GetKeys with a wrong token", err, 401, "")
}
