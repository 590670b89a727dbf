import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.kms.secretsmanager.client.SecretCacheClient;
import com.aliyuncs.kms.secretsmanager.client.SecretCacheClientBuilder;
import com.aliyuncs.kms.secretsmanager.client.service.BaseSecretManagerClientBuilder;
import com.google.gson.Gson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Emulated secrets judged by Alibaba Cloud's own secret client for Java, which knows nothing of the emulator: with a client key, at
 * the shared gateway and at an instance, and with an access key at the gateway. Prints the checks as JSON.
 *
 * <pre>Judge.java &lt;folder with the files of the SDKs' bundle, and world.json&gt;</pre>
 */
public class Judge {
    /** What the test has made, and where. */
    static class World {
        String url, gateway, gatewayElsewhere, instance, instanceElsewhere, ended, endedAtInstance;
    }

    /** Makes a new one, as each keeps what it has read. */
    interface Maker {
        SecretCacheClient at(String endpoint) throws Exception;
    }

    interface Area {
        void run() throws Exception;
    }

    final Path folder;
    final World world;
    final List<Map<String, String>> checks = new ArrayList<>();
    String area;

    public static void main(String[] args) throws Exception {
        var judge = new Judge(Path.of(args[0]));
        var world = judge.world;
        judge.guarded("gateway", () ->
                judge.everything(judge::atGateway, world.gateway, world.gatewayElsewhere, world.ended));
        judge.guarded("instance", () ->
                judge.everything(judge::atInstance, world.instance, world.instanceElsewhere, world.endedAtInstance));
        judge.guarded("access key", judge::accessKey);
        System.out.println(new Gson().toJson(judge.checks));
        // The clients have threads that do not end.
        System.exit(0);
    }

    Judge(Path folder) throws IOException {
        this.folder = folder;
        world = new Gson().fromJson(Files.readString(folder.resolve("world.json")), World.class);
    }

    String path(String name) throws IOException {
        try (var found = Files.newDirectoryStream(folder, name)) {
            return found.iterator().next().toString();
        }
    }

    /** A client takes its settings from a file. */
    SecretCacheClient configured(Map<String, String> settings) throws Exception {
        var properties = new Properties();
        properties.putAll(settings);
        var file = folder.resolve("secretsmanager.properties");
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return SecretCacheClientBuilder.newCacheClientBuilder(
                BaseSecretManagerClientBuilder.standard().withCustomConfigFile(file.toString()).build()).build();
    }

    SecretCacheClient atGateway(String endpoint) throws Exception {
        return configured(Map.of(
                "credentials_type", "client_key",
                "client_key_private_key_path", path("clientKey.json"),
                "client_key_password_from_file_path", path("clientKey_Password.txt"),
                "cache_client_region_id",
                new Gson().toJson(List.of(Map.of("regionId", "cn-hangzhou", "endpoint", endpoint)))));
    }

    SecretCacheClient atInstance(String endpoint) throws Exception {
        return configured(Map.of("cache_client_dkms_config_info", new Gson().toJson(List.of(Map.of(
                "regionId", "cn-hangzhou",
                "endpoint", endpoint,
                "clientKeyFile", path("clientKey.json"),
                "passwordFromFilePath", path("clientKey_Password.txt"),
                "caFilePath", path("PrivateKmsCA_*.pem"))))));
    }

    SecretCacheClient withAccessKey(String secret) throws Exception {
        return configured(Map.of(
                "credentials_type", "ak",
                "credentials_access_key_id", "emulator",
                "credentials_access_secret", secret,
                "cache_client_region_id",
                new Gson().toJson(List.of(Map.of("regionId", "cn-hangzhou", "endpoint", world.gateway)))));
    }

    /** Adds a check that needs two values to be equal. */
    void is(String name, Object got, Object wanted) {
        var error = got.equals(wanted) ? "" : "got " + got + ", wanted " + wanted;
        checks.add(Map.of("area", area, "name", name, "error", error));
    }

    /** Adds a check that needs an error of a code. */
    void refused(String name, SecretCacheClient by, String secret, String code) {
        is(name, answerOf(by, secret), code);
    }

    /** The service's code, which the client wraps. */
    static String answerOf(SecretCacheClient by, String secret) {
        try {
            return "not refused but: " + by.getSecretInfo(secret);
        } catch (Exception error) {
            return error.getCause() instanceof ClientException cause ? cause.getErrCode() : error.toString();
        }
    }

    void clock(String time) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(world.url + "/_emulator/clock"))
                .PUT(BodyPublishers.ofString("{\"time\": \"" + time + "\"}")).build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) throw new IOException(response.body());
    }

    /** Makes a check of an area that breaks off. */
    void guarded(String name, Area run) {
        area = name;
        try {
            run.run();
        } catch (Exception error) {
            is("runs to its end", error.toString(), "");
        }
    }

    void reads(SecretCacheClient by) throws Exception {
        var got = by.getSecretInfo("orders/db");
        is("value", List.of(got.getSecretValue(), got.getSecretDataType(), got.getVersionId()),
                List.of("hunter2", "text", "v1"));
    }

    void everything(Maker client, String endpoint, String elsewhere, String ended) throws Exception {
        reads(client.at(endpoint));
        refused("a foreign secret", client.at(endpoint), "payroll/db", "Forbidden.NoPermission");
        refused("from a wrong address", client.at(elsewhere), "orders/db", "Forbidden.NoPermission");
        clock("2027-01-01T00:00:01Z");
        refused("after expiry", client.at(endpoint), "orders/db", ended);
        clock("2026-06-01T00:00:00Z");
    }

    void accessKey() throws Exception {
        reads(withAccessKey("emulator"));
        refused("a secret that there isn't", withAccessKey("emulator"), "orders/none", "Forbidden.ResourceNotFound");
        // The client's own code for it, once the text in the answer is the very one that it has signed.
        refused("a wrong access key", withAccessKey("wrong"), "orders/db", "SDK.InvalidAccessKeySecret");
    }
}
