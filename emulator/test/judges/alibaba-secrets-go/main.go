// Emulated secrets judged by Alibaba Cloud's own secret client for Go, which knows nothing of the emulator: with a client key, at the
// shared gateway and at an instance. Prints the checks as JSON.
//
//	alibaba-secrets-go <folder with the files of the SDKs' bundle, and world.json>
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/alibabacloud-go/tea/tea"
	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/aliyun-secretsmanager-client-go/sdk"
	"github.com/aliyun/aliyun-secretsmanager-client-go/sdk/logger"
)

// check is what the client was asked to do; Error is empty where that went as it should.
type check struct {
	Area  string `json:"area"`
	Name  string `json:"name"`
	Error string `json:"error"`
}

// world is what the test has made, and where.
type world struct {
	URL, Gateway, GatewayElsewhere, Instance, InstanceElsewhere, Ended, EndedAtInstance string
}

type judge struct {
	folder string
	world  world
	area   string
	checks []check
}

// client makes a new one, as each keeps what it has read.
type client func(j *judge, endpoint string) *sdk.SecretManagerCacheClient

func main() {
	j := &judge{folder: os.Args[1]}
	content, err := os.ReadFile(j.path("world.json"))
	must(err)
	must(json.Unmarshal(content, &j.world))
	w := j.world
	j.everything("gateway", atGateway, w.Gateway, w.GatewayElsewhere, w.Ended)
	j.everything("instance", atInstance, w.Instance, w.InstanceElsewhere, w.EndedAtInstance)
	must(json.NewEncoder(os.Stdout).Encode(j.checks))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (j *judge) path(name string) string {
	found, err := filepath.Glob(filepath.Join(j.folder, name))
	must(err)
	return found[0]
}

// configured makes a client, which takes its settings from the environment.
func configured(settings map[string]string) *sdk.SecretManagerCacheClient {
	for _, name := range []string{"credentials_type", "cache_client_region_id", "cache_client_dkms_config_info"} {
		must(os.Unsetenv(name))
	}
	for name, value := range settings {
		must(os.Setenv(name, value))
	}
	quiet := logger.NewDefaultLogger(log.New(os.Stderr, "", 0))
	made, err := new(sdk.SecretCacheClientBuilder).WithLogger(quiet).Build()
	must(err)
	return made
}

func atGateway(j *judge, endpoint string) *sdk.SecretManagerCacheClient {
	return configured(map[string]string{
		"credentials_type":                   "client_key",
		"client_key_private_key_path":        j.path("clientKey.json"),
		"client_key_password_from_file_path": j.path("clientKey_Password.txt"),
		"cache_client_region_id":             `[{"regionId": "cn-hangzhou", "endpoint": "` + endpoint + `"}]`,
	})
}

func atInstance(j *judge, endpoint string) *sdk.SecretManagerCacheClient {
	config, err := json.Marshal([]map[string]string{{
		"regionId": "cn-hangzhou", "endpoint": endpoint, "clientKeyFile": j.path("clientKey.json"),
		"passwordFromFilePath": j.path("clientKey_Password.txt"), "caFilePath": j.path("PrivateKmsCA_*.pem"),
	}})
	must(err)
	return configured(map[string]string{"cache_client_dkms_config_info": string(config)})
}

// is adds a check that needs two values to be equal.
func (j *judge) is(name string, got, wanted any) {
	problem := ""
	if fmt.Sprint(got) != fmt.Sprint(wanted) {
		problem = fmt.Sprintf("got %v, wanted %v", got, wanted)
	}
	j.checks = append(j.checks, check{j.area, name, problem})
}

// refused adds a check that needs an error of a code.
func (j *judge) refused(name string, by *sdk.SecretManagerCacheClient, secret, code string) {
	_, err := by.GetSecretInfo(secret)
	j.is(name, codeOf(err), code)
}

// codeOf has the service's code, of whichever of the client's two ways.
func codeOf(err error) string {
	var atGateway sdkerrors.Error
	var atInstance *tea.SDKError
	switch {
	case errors.As(err, &atGateway):
		return atGateway.ErrorCode()
	case errors.As(err, &atInstance):
		return tea.StringValue(atInstance.Code)
	}
	return fmt.Sprintf("not refused but: %v", err)
}

func (j *judge) clock(time string) {
	body := strings.NewReader(`{"time": "` + time + `"}`)
	request, err := http.NewRequest("PUT", j.world.URL+"/_emulator/clock", body)
	must(err)
	response, err := http.DefaultClient.Do(request)
	must(err)
	if response.StatusCode != http.StatusOK {
		panic(response.Status)
	}
}

func (j *judge) everything(area string, at client, endpoint, elsewhere, ended string) {
	j.area = area
	defer func() {
		if broken := recover(); broken != nil {
			j.is("runs to its end", broken, "")
		}
	}()
	got, err := at(j, endpoint).GetSecretInfo("orders/db")
	must(err)
	j.is("value", got.SecretValue+" "+got.SecretDataType+" "+got.VersionId, "hunter2 text v1")
	j.refused("a foreign secret", at(j, endpoint), "payroll/db", "Forbidden.NoPermission")
	j.refused("from a wrong address", at(j, elsewhere), "orders/db", "Forbidden.NoPermission")
	j.clock("2027-01-01T00:00:01Z")
	j.refused("after expiry", at(j, endpoint), "orders/db", ended)
	j.clock("2026-06-01T00:00:00Z")
}
