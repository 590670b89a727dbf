import com.aliyun.dkms.gcs.openapi.models.Config;
import com.aliyun.dkms.gcs.sdk.Client;
import com.aliyun.dkms.gcs.sdk.models.*;
import com.aliyun.tea.TeaException;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * An emulated KMS instance judged by Alibaba Cloud's own instance SDK for Java, which knows nothing of it.
 *
 * <p>Whatever this client cannot read, or the service would not answer, is a failed check. Prints the checks as JSON.
 *
 * <pre>Judge.java &lt;folder with the files of the SDKs' bundle, and world.json&gt; &lt;area&gt;...</pre>
 */
public class Judge {
    /** What the client was asked to do; error is empty where that went as it should. */
    record Check(String area, String name, String error) {}

    /** What the test has made, and where. */
    static class World {
        String url, endpoint, elsewhere, aes, foreign, foreignSecret;
        Secret secret;
        String[][] signing;
    }

    static class Secret {
        String name, value, version;
    }

    interface Area {
        void run() throws Exception;
    }

    static final byte[] MESSAGE = "attack at dawn".getBytes();
    final Path folder;
    final World world;
    final Client client;
    final List<Check> checks = new ArrayList<>();
    String area;

    public static void main(String[] args) throws Exception {
        var judge = new Judge(Path.of(args[0]));
        for (var area : Arrays.asList(args).subList(1, args.length)) judge.guarded(area);
        System.out.println(new Gson().toJson(judge.checks.stream().map(Judge::asMap).toList()));
        // The client has threads that do not end.
        System.exit(0);
    }

    Judge(Path folder) throws Exception {
        this.folder = folder;
        world = new Gson().fromJson(file("world.json"), World.class);
        client = clientAt(world.endpoint);
    }

    /** The client's Gson is older than records. */
    static Map<String, String> asMap(Check check) {
        return Map.of("area", check.area, "name", check.name, "error", check.error);
    }

    /** Makes a check of an area that breaks off. */
    void guarded(String name) {
        area = name;
        try {
            areas().get(name).run();
        } catch (Exception error) {
            is("runs to its end", error.toString(), "");
        }
    }

    Map<String, Area> areas() {
        return Map.of(
                "secrets", this::secrets,
                "encryption", this::encryption,
                "data keys", this::dataKeys,
                "signatures", this::signatures,
                "refusals", this::refusals,
                "expiry", this::expiry,
                "deletion", this::deletion);
    }

    String file(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    Client clientAt(String endpoint) throws Exception {
        try (var found = Files.newDirectoryStream(folder, "PrivateKmsCA_*.pem")) {
            return new Client(new Config()
                    .setProtocol("https")
                    .setEndpoint(endpoint)
                    .setClientKeyFile(folder.resolve("clientKey.json").toString())
                    .setPassword(file("clientKey_Password.txt").strip())
                    .setCaFilePath(found.iterator().next().toString()));
        }
    }

    /** Adds a check that needs two values to be equal. */
    void is(String name, Object got, Object wanted) {
        var error = Objects.deepEquals(got, wanted) ? "" : "got " + got + ", wanted " + wanted;
        checks.add(new Check(area, name, error));
    }

    /** Adds a check that needs an error of a code. */
    void refused(String name, Callable<?> call, String code) {
        Object got;
        try {
            got = "not refused but: " + call.call();
        } catch (TeaException error) {
            got = error.getCode();
        } catch (Exception error) {
            got = error;
        }
        is(name, got, code);
    }

    GetSecretValueResponse secret(Client by, String name) throws Exception {
        return by.getSecretValue(new GetSecretValueRequest().setSecretName(name));
    }

    GetSecretValueResponse secret() throws Exception {
        return secret(client, world.secret.name);
    }

    void secrets() throws Exception {
        var got = secret();
        is("value", List.of(got.getSecretName(), got.getSecretData(), got.getSecretDataType()),
                List.of(world.secret.name, world.secret.value, "text"));
        is("version", List.of(got.getVersionId(), got.getVersionStages()),
                List.of(world.secret.version, List.of("ACSCurrent")));
    }

    byte[] open(String key, String algorithm, byte[] iv, byte[] blob, byte[] aad) throws Exception {
        var request = new DecryptRequest().setKeyId(key).setAlgorithm(algorithm).setIv(iv).setCiphertextBlob(blob);
        return client.decrypt(aad == null ? request : request.setAad(aad)).getPlaintext();
    }

    void encryption() throws Exception {
        var aad = "orders".getBytes();
        var sealed = client.encrypt(new EncryptRequest().setKeyId(world.aes).setPlaintext(MESSAGE).setAad(aad));
        is("key and algorithm", List.of(sealed.getKeyId(), sealed.getAlgorithm(), sealed.getIv().length),
                List.of(world.aes, "AES_GCM", 12));
        is("opens what it encrypted",
                open(sealed.getKeyId(), sealed.getAlgorithm(), sealed.getIv(), sealed.getCiphertextBlob(), aad), MESSAGE);
        var advanced = client.advanceEncrypt(new AdvanceEncryptRequest().setKeyId(world.aes).setPlaintext(MESSAGE));
        var blob = advanced.getCiphertextBlob();
        var opened = client.advanceDecrypt(new AdvanceDecryptRequest().setCiphertextBlob(blob));
        is("opens what it encrypted the advanced way", opened.getPlaintext(), MESSAGE);
    }

    void dataKeys() throws Exception {
        var made = client.generateDataKey(new GenerateDataKeyRequest().setKeyId(world.aes).setNumberOfBytes(32));
        var opened = open(made.getKeyId(), made.getAlgorithm(), made.getIv(), made.getCiphertextBlob(), null);
        is("opens the data key", List.of(opened.length, Arrays.equals(opened, made.getPlaintext())), List.of(32, true));
        var pair = client.generateDataKeyPair(new GenerateDataKeyPairRequest().setKeyId(world.aes)
                .setAlgorithm("AES_GCM").setKeyPairSpec("RSA_2048").setKeyFormat("DER"));
        is("opens the private key of a pair",
                open(pair.getKeyId(), pair.getAlgorithm(), pair.getIv(), pair.getPrivateKeyCiphertextBlob(), null),
                pair.getPrivateKeyPlaintext());
        var random = client.generateRandom(new GenerateRandomRequest().setLength(48)).getRandom();
        is("random bytes", random.length, 48);
    }

    void signatures() throws Exception {
        for (var kind : world.signing) {
            var signed = client.sign(new SignRequest().setKeyId(kind[0]).setAlgorithm(kind[1])
                    .setMessage(MESSAGE).setMessageType("RAW"));
            var verified = client.verify(new VerifyRequest().setKeyId(kind[0]).setAlgorithm(kind[1])
                    .setMessage(MESSAGE).setMessageType("RAW").setSignature(signed.getSignature()));
            is("verifies " + kind[1], verified.getValue(), true);
            var key = client.getPublicKey(new GetPublicKeyRequest().setKeyId(kind[0])).getPublicKey();
            is("public key in PEM", key.startsWith("-----BEGIN PUBLIC KEY-----"), true);
        }
    }

    EncryptResponse encryptBy(String key) throws Exception {
        return client.encrypt(new EncryptRequest().setKeyId(key).setPlaintext(MESSAGE));
    }

    void refusals() throws Exception {
        refused("a foreign secret", () -> secret(client, world.foreignSecret), "Forbidden.NoPermission");
        refused("a foreign key", () -> encryptBy(world.foreign), "Forbidden.NoPermission");
        refused("a key that there isn't", () -> encryptBy("key-orders-none"), "Forbidden.NoPermission");
        var elsewhere = clientAt(world.elsewhere);
        refused("from a wrong address", () -> secret(elsewhere, world.secret.name), "Forbidden.NoPermission");
    }

    void admin(String method, String route, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(world.url + "/_emulator/" + route))
                .method(method, BodyPublishers.ofString(body)).build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) throw new IOException(response.body());
    }

    void expiry() throws Exception {
        admin("PUT", "clock", "{\"time\": \"2027-01-01T00:00:01Z\"}");
        refused("after expiry", this::secret, "Unauthorized");
        admin("PUT", "clock", "{\"time\": \"2026-06-01T00:00:00Z\"}");
        is("back in time", secret().getSecretData(), world.secret.value);
    }

    void deletion() throws Exception {
        var key = new Gson().fromJson(file("clientKey.json"), Map.class).get("KeyId");
        admin("POST", "alibaba/call",
                "{\"operation\": \"DeleteClientKey\", \"parameters\": {\"ClientKeyId\": \"" + key + "\"}}");
        refused("a key that is none any more", this::secret, "Unauthorized");
    }
}
