// An emulated KMS instance judged by Alibaba Cloud's own instance SDK for Go, which knows nothing of it: whatever this client
// cannot read, or the service would not answer, is a failed check. Prints the checks as JSON.
//
//	alibaba-instance-go <folder with the files of the SDKs' bundle, and world.json> <area>...
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
	"time"

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
	URL, Endpoint, Elsewhere, AES, Foreign, ForeignSecret string
	Secret                                                struct{ Name, Value, Version string }
	// Keys, each with an algorithm.
	Signing [][2]string
}

type judge struct {
	folder string
	world  world
	client *dkms.Client
	area   string
	checks []check
}

var areas = map[string]func(*judge){
	"secrets": secrets, "encryption": encryption, "data keys": dataKeys, "signatures": signatures,
	"refusals": refusals, "expiry": expiry, "deletion": deletion, "gone": gone, "load": load,
}

func main() {
	j := &judge{folder: os.Args[1]}
	must(json.Unmarshal([]byte(j.file("world.json")), &j.world))
	j.client = j.clientAt(j.world.Endpoint)
	for _, name := range os.Args[2:] {
		j.area = name
		j.guarded(areas[name])
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
		ClientKeyContent: tea.String(j.file("clientKey.json")),
		Password:         tea.String(strings.TrimSpace(j.file("clientKey_Password.txt"))),
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
	found, err := filepath.Glob(filepath.Join(j.folder, "PrivateKmsCA_*.pem"))
	must(err)
	return &util.RuntimeOptions{Verify: tea.String(j.file(filepath.Base(found[0])))}
}

func (j *judge) secret(client *dkms.Client, name string) (*dkms.GetSecretValueResponse, error) {
	return client.GetSecretValueWithOptions(&dkms.GetSecretValueRequest{SecretName: tea.String(name)}, j.options())
}

func secrets(j *judge) {
	wanted := j.world.Secret
	got, err := j.secret(j.client, wanted.Name)
	must(err)
	j.is("value", nil, tea.StringValue(got.SecretData), wanted.Value)
	j.is("version", nil, tea.StringValue(got.VersionId)+tea.StringValue(got.VersionStages[0]), wanted.Version+"ACSCurrent")
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
	for _, kind := range j.world.Signing {
		message, raw := []byte("attack at dawn"), tea.String("RAW")
		signed, err := j.client.SignWithOptions(&dkms.SignRequest{
			KeyId: tea.String(kind[0]), Algorithm: tea.String(kind[1]), Message: message, MessageType: raw}, j.options())
		must(err)
		verified, err := j.client.VerifyWithOptions(&dkms.VerifyRequest{
			KeyId: tea.String(kind[0]), Algorithm: tea.String(kind[1]), Message: message, MessageType: raw,
			Signature: signed.Signature}, j.options())
		must(err)
		j.is("verifies "+kind[1], nil, tea.BoolValue(verified.Value), true)
		key, err := j.client.GetPublicKeyWithOptions(&dkms.GetPublicKeyRequest{KeyId: tea.String(kind[0])}, j.options())
		must(err)
		j.is("public key in PEM", nil, strings.HasPrefix(tea.StringValue(key.PublicKey), "-----BEGIN PUBLIC KEY-----"), true)
	}
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
	j.refused("a foreign secret", j.secretError(j.client, j.world.ForeignSecret), "Forbidden.NoPermission")
	j.refused("a foreign key", j.encryptBy(j.world.Foreign), "Forbidden.NoPermission")
	j.refused("a key that there isn't", j.encryptBy("key-orders-none"), "Forbidden.NoPermission")
	j.refused("from a wrong address", j.secretError(j.clientAt(j.world.Elsewhere), j.world.Secret.Name), "Forbidden.NoPermission")
}

func expiry(j *judge) {
	j.admin("PUT", "clock", `{"time": "2027-01-01T00:00:01Z"}`)
	j.refused("after expiry", j.secretError(j.client, j.world.Secret.Name), "Unauthorized")
	j.admin("PUT", "clock", `{"time": "2026-06-01T00:00:00Z"}`)
	j.is("back in time", j.secretError(j.client, j.world.Secret.Name), nil, nil)
}

func (j *judge) clientKeyID() string {
	var key struct{ KeyID string }
	must(json.Unmarshal([]byte(j.file("clientKey.json")), &key))
	return key.KeyID
}

func deletion(j *judge) {
	j.admin("POST", "alibaba/call", `{"operation": "DeleteClientKey", "parameters": {"ClientKeyId": "`+j.clientKeyID()+`"}}`)
	gone(j)
}

func gone(j *judge) {
	j.refused("a key that is none any more", j.secretError(j.client, j.world.Secret.Name), "Unauthorized")
}

// load reads over and over, by whichever client key is in the folder, until there is a file "stop". The folder is a link that a
// rotation points elsewhere, as the folder of a mounted Kubernetes Secret is. How often a key was used
// stands beside it.
func load(j *judge) {
	mounted, total, calls := j.folder, 0, map[string]int{}
	clients, refusals := map[string]*dkms.Client{}, []string{}
	for {
		folder, err := filepath.EvalSymlinks(mounted)
		must(err)
		j.folder = folder
		if _, err := os.Stat(filepath.Join(folder, "stop")); err == nil {
			break
		}
		key := j.clientKeyID()
		if clients[key] == nil {
			clients[key] = j.clientAt(j.world.Endpoint)
		}
		if err := j.secretError(clients[key], j.world.Secret.Name); err != nil {
			refusals = append(refusals, key+": "+err.Error())
		}
		total++
		calls[key]++
		must(os.WriteFile(filepath.Join(folder, "calls"), []byte(fmt.Sprint(calls[key])), 0o600))
		time.Sleep(20 * time.Millisecond)
	}
	j.is(fmt.Sprintf("%d calls by %d client keys", total, len(clients)), nil, refusals, []string{})
}
