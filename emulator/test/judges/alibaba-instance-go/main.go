// An emulated KMS instance judged by Alibaba Cloud's own instance SDK for Go, which knows nothing of it: whatever this client
// cannot read, or the service would not answer, is a failed check. Prints the checks as JSON.
//
//	alibaba-instance-go <folder with client-key.json, password, ca.pem and world.json>
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/alibabacloud-go/tea/tea"
	openapi "github.com/aliyun/alibabacloud-dkms-gcs-go-sdk/openapi"
	util "github.com/aliyun/alibabacloud-dkms-gcs-go-sdk/openapi-util"
	dkms "github.com/aliyun/alibabacloud-dkms-gcs-go-sdk/sdk"
)

// check is what the client was asked to do; Error is empty where that went as it should.
type check struct {
	Area  string `json:"area"`
	Name  string `json:"name"`
	Error string `json:"error"`
}

// world is what the test has made, and where.
type world struct {
	URL, Endpoint, Elsewhere, ClientKeyID, AES, RSA, EC, Foreign string
}

type judge struct {
	folder string
	world  world
	client *dkms.Client
	area   string
	checks []check
}

func main() {
	j := &judge{folder: os.Args[1]}
	must(json.Unmarshal([]byte(j.file("world.json")), &j.world))
	j.client = j.clientAt(j.world.Endpoint)
	areas := []struct {
		name string
		run  func(*judge)
	}{
		{"secrets", secrets}, {"encryption", encryption}, {"data keys", dataKeys},
		{"signatures", signatures}, {"refusals", refusals},
	}
	for _, area := range areas {
		j.area = area.name
		j.guarded(area.run)
	}
	must(json.NewEncoder(os.Stdout).Encode(j.checks))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (j *judge) file(name string) string {
	content, err := os.ReadFile(filepath.Join(j.folder, name))
	must(err)
	return string(content)
}

func (j *judge) clientAt(endpoint string) *dkms.Client {
	client, err := dkms.NewClient(&openapi.Config{
		Protocol:         tea.String("https"),
		ClientKeyContent: tea.String(j.file("client-key.json")),
		Password:         tea.String(strings.TrimSpace(j.file("password"))),
		Endpoint:         tea.String(endpoint),
	})
	must(err)
	return client
}

// guarded makes a check of an area that breaks off.
func (j *judge) guarded(run func(*judge)) {
	defer func() {
		if broken := recover(); broken != nil {
			j.is("runs to its end", fmt.Errorf("%v", broken), nil, nil)
		}
	}()
	run(j)
}

// is adds a check that needs two values to be equal, and no error.
func (j *judge) is(name string, err error, got, wanted any) {
	problem := ""
	if err != nil {
		problem = err.Error()
	} else if fmt.Sprint(got) != fmt.Sprint(wanted) {
		problem = fmt.Sprintf("got %v, wanted %v", got, wanted)
	}
	j.checks = append(j.checks, check{j.area, name, problem})
}

// refused adds a check that needs an error of a code.
func (j *judge) refused(name string, err error, code string) {
	var known *tea.SDKError
	if !errors.As(err, &known) {
		j.is(name, fmt.Errorf("not refused but: %v", err), nil, nil)
		return
	}
	j.is(name, nil, tea.StringValue(known.Code), code)
}

func (j *judge) options() *util.RuntimeOptions {
	return &util.RuntimeOptions{Verify: tea.String(j.file("ca.pem"))}
}

func (j *judge) secret(client *dkms.Client, name string) (*dkms.GetSecretValueResponse, error) {
	return client.GetSecretValueWithOptions(&dkms.GetSecretValueRequest{SecretName: tea.String(name)}, j.options())
}

func secrets(j *judge) {
	got, err := j.secret(j.client, "orders/db")
	must(err)
	j.is("value", nil, tea.StringValue(got.SecretData), "hunter2")
	j.is("version", nil, tea.StringValue(got.VersionId)+tea.StringValue(got.VersionStages[0]), "v1ACSCurrent")
}

func (j *judge) open(keyID, algorithm *string, iv, blob, aad []byte) []byte {
	request := &dkms.DecryptRequest{KeyId: keyID, Algorithm: algorithm, Iv: iv, CiphertextBlob: blob, Aad: aad}
	opened, err := j.client.DecryptWithOptions(request, j.options())
	must(err)
	return opened.Plaintext
}

func encryption(j *judge) {
	text, aad := []byte("attack at dawn"), []byte("orders")
	request := &dkms.EncryptRequest{KeyId: tea.String(j.world.AES), Plaintext: text, Aad: aad}
	sealed, err := j.client.EncryptWithOptions(request, j.options())
	must(err)
	j.is("key and algorithm", nil, *sealed.KeyId+" "+*sealed.Algorithm, j.world.AES+" AES_GCM")
	opened := j.open(sealed.KeyId, sealed.Algorithm, sealed.Iv, sealed.CiphertextBlob, aad)
	j.is("opens what it encrypted", nil, string(opened), string(text))
	advanced, err := j.client.AdvanceEncryptWithOptions(&dkms.AdvanceEncryptRequest{KeyId: tea.String(j.world.AES), Plaintext: text}, j.options())
	must(err)
	again, err := j.client.AdvanceDecryptWithOptions(&dkms.AdvanceDecryptRequest{CiphertextBlob: advanced.CiphertextBlob}, j.options())
	must(err)
	j.is("opens what it encrypted the advanced way", nil, string(again.Plaintext), string(text))
}

func dataKeys(j *judge) {
	made, err := j.client.GenerateDataKeyWithOptions(&dkms.GenerateDataKeyRequest{
		KeyId: tea.String(j.world.AES), NumberOfBytes: tea.Int32(32)}, j.options())
	must(err)
	opened := j.open(made.KeyId, made.Algorithm, made.Iv, made.CiphertextBlob, nil)
	j.is("opens the data key", nil, fmt.Sprint(len(opened), bytes.Equal(opened, made.Plaintext)), "32 true")
	pair, err := j.client.GenerateDataKeyPairWithOptions(&dkms.GenerateDataKeyPairRequest{
		KeyId: tea.String(j.world.AES), Algorithm: tea.String("AES_GCM"),
		KeyPairSpec: tea.String("RSA_2048"), KeyFormat: tea.String("DER")}, j.options())
	must(err)
	private := j.open(pair.KeyId, pair.Algorithm, pair.Iv, pair.PrivateKeyCiphertextBlob, nil)
	j.is("opens the private key of a pair", nil, bytes.Equal(private, pair.PrivateKeyPlaintext), true)
	random, err := j.client.GenerateRandomWithOptions(&dkms.GenerateRandomRequest{Length: tea.Int32(48)}, j.options())
	must(err)
	j.is("random bytes", nil, len(random.Random), 48)
}

func signatures(j *judge) {
	for _, kind := range [][2]string{{j.world.RSA, "RSA_PKCS1_SHA_256"}, {j.world.RSA, "RSA_PSS_SHA_256"}, {j.world.EC, "ECDSA_SHA_256"}} {
		message, raw := []byte("attack at dawn"), tea.String("RAW")
		signed, err := j.client.SignWithOptions(&dkms.SignRequest{
			KeyId: tea.String(kind[0]), Algorithm: tea.String(kind[1]), Message: message, MessageType: raw}, j.options())
		must(err)
		verified, err := j.client.VerifyWithOptions(&dkms.VerifyRequest{
			KeyId: tea.String(kind[0]), Algorithm: tea.String(kind[1]), Message: message, MessageType: raw,
			Signature: signed.Signature}, j.options())
		must(err)
		j.is("verifies "+kind[1], nil, tea.BoolValue(verified.Value), true)
	}
	key, err := j.client.GetPublicKeyWithOptions(&dkms.GetPublicKeyRequest{KeyId: tea.String(j.world.EC)}, j.options())
	must(err)
	j.is("public key in PEM", nil, strings.HasPrefix(tea.StringValue(key.PublicKey), "-----BEGIN PUBLIC KEY-----"), true)
}

func (j *judge) encryptBy(key string) error {
	_, err := j.client.EncryptWithOptions(&dkms.EncryptRequest{KeyId: tea.String(key), Plaintext: []byte("x")}, j.options())
	return err
}

func (j *judge) secretError(client *dkms.Client, name string) error {
	_, err := j.secret(client, name)
	return err
}

func (j *judge) admin(method, route, body string) {
	request, err := http.NewRequest(method, j.world.URL+"/_emulator/"+route, strings.NewReader(body))
	must(err)
	response, err := http.DefaultClient.Do(request)
	must(err)
	if response.StatusCode != http.StatusOK {
		panic(response.Status)
	}
}

func refusals(j *judge) {
	j.refused("a foreign secret", j.secretError(j.client, "payroll/db"), "Forbidden.NoPermission")
	j.refused("a foreign key", j.encryptBy(j.world.Foreign), "Forbidden.NoPermission")
	j.refused("a key that there isn't", j.encryptBy("key-orders-none"), "Forbidden.NoPermission")
	j.refused("from a wrong address", j.secretError(j.clientAt(j.world.Elsewhere), "orders/db"), "Forbidden.NoPermission")
	j.admin("PUT", "clock", `{"time": "2027-01-01T00:00:01Z"}`)
	j.refused("after expiry", j.secretError(j.client, "orders/db"), "Unauthorized")
	j.admin("PUT", "clock", `{"time": "2026-06-01T00:00:00Z"}`)
	_, err := j.secret(j.client, "orders/db")
	j.is("back in time", err, nil, nil)
	j.admin("POST", "alibaba/call", `{"operation": "DeleteClientKey", "parameters": {"ClientKeyId": "`+j.world.ClientKeyID+`"}}`)
	j.refused("after deletion", j.secretError(j.client, "orders/db"), "Unauthorized")
}
