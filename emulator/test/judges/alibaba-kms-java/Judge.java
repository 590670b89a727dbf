import com.aliyun.kms20160120.Client;
import com.aliyun.kms20160120.models.*;
import com.aliyun.tea.TeaException;
import com.aliyun.teaopenapi.models.Config;
import com.google.gson.Gson;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * The emulator judged by Alibaba Cloud's own client for Java, which knows nothing of it.
 *
 * <p>Whatever this client cannot read, or the service would not answer, is a failed check. Prints the checks as JSON.
 *
 * <pre>Judge.java &lt;url of the emulator&gt; &lt;id of a KMS instance&gt;</pre>
 */
public class Judge {
    static final String PASSWORD = "Vq7~tr0mbone";
    static final String KEY_USER = "RbacPermission/Template/CryptoServiceKeyUser";
    static final Gson GSON = new Gson();

    interface Area {
        void run() throws Exception;
    }

    final String url;
    final String instance;
    final Client kms;
    final List<Map<String, String>> checks = new ArrayList<>();
    String area;

    public static void main(String[] args) throws Exception {
        var judge = new Judge(args[0], args[1]);
        judge.areas().forEach(judge::guarded);
        System.out.println(GSON.toJson(judge.checks));
        // The client has threads that do not end.
        System.exit(0);
    }

    Judge(String url, String instance) throws Exception {
        this.url = url;
        this.instance = instance;
        kms = client("emulator", "emulator", null);
    }

    Map<String, Area> areas() {
        var areas = new LinkedHashMap<String, Area>();
        areas.put("network rules", this::networkRules);
        areas.put("policies", this::policies);
        areas.put("access points", this::accessPoints);
        areas.put("client keys", this::clientKeys);
        areas.put("look-ups", this::lookUps);
        areas.put("keys", this::keys);
        areas.put("secrets", this::secrets);
        areas.put("refusals", this::refusals);
        return areas;
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

    Client client(String accessKey, String secret, String token) throws Exception {
        return new Client(new Config()
                .setEndpoint(URI.create(url).getAuthority())
                .setProtocol("http")
                .setRegionId("cn-hangzhou")
                .setAccessKeyId(accessKey)
                .setAccessKeySecret(secret)
                .setSecurityToken(token));
    }

    /** Adds a check that needs two values to be equal. */
    void is(String name, Object got, Object wanted) {
        var error = Objects.equals(got, wanted) ? "" : "got " + got + ", wanted " + wanted;
        checks.add(Map.of("area", area, "name", name, "error", error));
    }

    /** Adds a check that needs an error of a status and a code. */
    void refused(String name, Callable<?> call, int status, String code) {
        Object got;
        try {
            got = "not refused but: " + call.call();
        } catch (TeaException error) {
            got = error.getStatusCode() + " " + error.getCode();
        } catch (Exception error) {
            got = error;
        }
        is(name, got, status + " " + code);
    }

    static List<?> list(String json) {
        return GSON.fromJson(json, List.class);
    }

    static List<X509Certificate> certificates(String pem) throws Exception {
        var factory = CertificateFactory.getInstance("X.509");
        return factory.generateCertificates(new ByteArrayInputStream(pem.getBytes())).stream()
                .map(X509Certificate.class::cast).toList();
    }

    void networkRules() throws Exception {
        var ips = List.of("10.0.0.0/24", "10.1.2.3");
        var made = kms.createNetworkRule(new CreateNetworkRuleRequest().setName("office").setType("Private")
                .setSourcePrivateIp(GSON.toJson(ips)).setDescription("a b*c~d")).getBody();
        is("create", List.of(made.getName(), made.getType(), made.getDescription(), list(made.getSourcePrivateIp())),
                List.of("office", "Private", "a b*c~d", ips));
        var many = IntStream.range(0, 800)
                .mapToObj(i -> String.format("fd00:aaaa:bbbb:cccc:dddd:eeee:ffff:%04x/128", i)).toList();
        kms.updateNetworkRule(new UpdateNetworkRuleRequest().setName("office").setSourcePrivateIp(GSON.toJson(many)));
        var shown = kms.describeNetworkRule(new DescribeNetworkRuleRequest().setName("office")).getBody();
        is("describe, with 800 addresses", list(shown.getSourcePrivateIp()), many);
        is("describe tells the ARN", shown.getArn(), made.getArn());
        var listed = kms.listNetworkRules(new ListNetworkRulesRequest()).getBody();
        var names = listed.getNetworkRules().getNetworkRule().stream().map(rule -> rule.getName()).toList();
        is("list with default arguments", names, List.of("office"));
        is("list counts", List.of(listed.getPageNumber(), listed.getPageSize(), listed.getTotalCount()),
                List.of(1, 20, 1));
        var again = new CreateNetworkRuleRequest().setName("office").setType("Private");
        refused("create again", () -> kms.createNetworkRule(again), 409, "Rejected.ResourceExist");
    }

    void policies() throws Exception {
        var rules = Map.of("NetworkRules", List.of("office"));
        var resources = List.of("key/*", "secret/*");
        var made = kms.createPolicy(new CreatePolicyRequest().setName("orders").setKmsInstance(instance)
                .setPermissions(GSON.toJson(List.of(KEY_USER))).setResources(GSON.toJson(resources))
                .setAccessControlRules(GSON.toJson(rules))).getBody();
        is("create", List.of(made.getName(), made.getKmsInstance()), List.of("orders", instance));
        is("create answers texts", List.of(list(made.getPermissions()), list(made.getResources())),
                List.of(List.of(KEY_USER), resources));
        kms.updatePolicy(new UpdatePolicyRequest().setName("orders").setDescription("for orders"));
        var shown = kms.describePolicy(new DescribePolicyRequest().setName("orders")).getBody();
        is("describe answers arrays", List.of(shown.getPermissions(), shown.getResources()),
                List.of(List.of(KEY_USER), resources));
        is("describe answers the rules as a text", GSON.fromJson(shown.getAccessControlRules(), Map.class), rules);
        is("update leaves the rest", shown.getDescription(), "for orders");
        var listed = kms.listPolicies(new ListPoliciesRequest()).getBody().getPolicies().getPolicy();
        is("list", listed.stream().map(policy -> policy.getName()).toList(), List.of("orders"));
    }

    void accessPoints() throws Exception {
        var made = kms.createApplicationAccessPoint(new CreateApplicationAccessPointRequest().setName("orders-app")
                .setAuthenticationMethod("ClientKey").setPolicies(GSON.toJson(List.of("orders")))).getBody();
        is("create", List.of(made.getName(), made.getAuthenticationMethod(), list(made.getPolicies())),
                List.of("orders-app", "ClientKey", List.of("orders")));
        kms.updateApplicationAccessPoint(
                new UpdateApplicationAccessPointRequest().setName("orders-app").setDescription("x"));
        var shown = kms.describeApplicationAccessPoint(
                new DescribeApplicationAccessPointRequest().setName("orders-app")).getBody();
        is("describe", List.of(shown.getArn(), shown.getDescription(), list(shown.getPolicies())),
                List.of(made.getArn(), "x", List.of("orders")));
        var listed = kms.listApplicationAccessPoints(new ListApplicationAccessPointsRequest()).getBody();
        var points = listed.getApplicationAccessPoints().getApplicationAccessPoint();
        is("list", points.stream().map(point -> point.getName()).toList(), List.of("orders-app"));
    }

    void clientKeys() throws Exception {
        var from = "2026-01-01T00:00:00Z";
        var to = "2027-01-01T00:00:00Z";
        var made = kms.createClientKey(new CreateClientKeyRequest().setAapName("orders-app").setPassword(PASSWORD)
                .setNotBefore(from).setNotAfter(to)).getBody();
        is("create", List.of(made.getKeyAlgorithm(), made.getNotBefore(), made.getNotAfter()),
                List.of("RSA_2048", from, to));
        var certificate = opened(made.getPrivateKeyData());
        var shown = kms.getClientKey(new GetClientKeyRequest().setClientKeyId(made.getClientKeyId())).getBody();
        is("get", List.of(shown.getAapName(), shown.getKeyOrigin(), shown.getCreateTime()),
                List.of("orders-app", "KMS_PROVIDED", from));
        is("get shows the certificate", certificates(shown.getPublicKeyData()), List.of(certificate));
        var ofPoint = kms.listClientKeys(new ListClientKeysRequest().setAapName("orders-app")).getBody();
        is("list of an access point", ofPoint.getClientKeys().stream().map(key -> key.getClientKeyId()).toList(),
                List.of(made.getClientKeyId()));
        is("list with default arguments",
                kms.listClientKeys(new ListClientKeysRequest()).getBody().getClientKeys().size(), 1);
        var request = new CreateClientKeyRequest().setAapName("orders-app").setPassword(PASSWORD);
        var lasting = kms.createClientKey(request).getBody();
        is("create without dates", List.of(lasting.getNotBefore(), lasting.getNotAfter()),
                List.of(from, "2031-01-01T00:00:00Z"));
        kms.createClientKey(request);
        refused("create a fourth", () -> kms.createClientKey(request), 400, "Rejected.LimitExceeded");
        var one = new DeleteClientKeyRequest().setClientKeyId(made.getClientKeyId());
        is("delete", kms.deleteClientKey(one).getBody().getRequestId() != null, true);
        refused("delete again", () -> kms.deleteClientKey(one), 404, "Forbidden.ResourceNotFound");
    }

    /** Opens a client key with Java's own key store. */
    Certificate opened(String privateKeyData) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        var content = Base64.getDecoder().decode(privateKeyData);
        store.load(new ByteArrayInputStream(content), PASSWORD.toCharArray());
        var alias = store.aliases().nextElement();
        var key = store.getKey(alias, PASSWORD.toCharArray());
        is("its PKCS#12 opens with the password", key.getAlgorithm(), "RSA");
        return store.getCertificate(alias);
    }

    void lookUps() throws Exception {
        var listed = kms.listKmsInstances(new ListKmsInstancesRequest()).getBody().getKmsInstances().getKmsInstance();
        is("list instances", listed.stream().map(one -> one.getKmsInstanceId()).toList(), List.of(instance));
        var shown = kms.getKmsInstance(new GetKmsInstanceRequest().setKmsInstanceId(instance)).getBody()
                .getKmsInstance();
        is("get an instance", List.of(shown.getInstanceId(), shown.getStatus()), List.of(instance, "Connected"));
        var chain = certificates(shown.getCaCertificateChainPem());
        for (var certificate : chain) certificate.verify(chain.get(0).getPublicKey());
        is("its CA is a chain, the root first",
                chain.stream().map(one -> one.getSubjectX500Principal().equals(one.getIssuerX500Principal())).toList(),
                List.of(true, false));
        var secret = kms.getSecretValue(new GetSecretValueRequest().setSecretName("orders/db")).getBody();
        is("get a secret",
                List.of(secret.getSecretData(), secret.getCreateTime(), secret.getVersionStages().getVersionStage()),
                List.of("hunter2", "2026-01-01T00:00:00Z", List.of("ACSCurrent")));
    }

    void keys() throws Exception {
        var made = kms.createKey(new CreateKeyRequest().setDescription("of orders").setKeySpec("Aliyun_AES_256")
                .setEnableAutomaticRotation(true).setRotationInterval("30d")).getBody().getKeyMetadata();
        var id = made.getKeyId();
        is("create", List.of(made.getKeySpec(), made.getKeyUsage(), made.getKeyState(), made.getOrigin()),
                List.of("Aliyun_AES_256", "ENCRYPT/DECRYPT", "Enabled", "Aliyun_KMS"));
        is("create, to be rotated", List.of(made.getAutomaticRotation(), made.getNextRotationDate()),
                List.of("Enabled", "2026-01-31T00:00:00Z"));
        kms.createAlias(new CreateAliasRequest().setAliasName("alias/orders").setKeyId(id));
        var shown = kms.describeKey(new DescribeKeyRequest().setKeyId("alias/orders")).getBody().getKeyMetadata();
        is("describe by an alias", List.of(shown.getArn(), shown.getDescription()), List.of(made.getArn(), "of orders"));
        var listed = kms.listKeys(new ListKeysRequest()).getBody().getKeys().getKey();
        is("list", listed.stream().map(key -> key.getKeyId()).toList(), List.of(id));
        var text = Base64.getEncoder().encodeToString("attack at dawn".getBytes());
        var context = Map.of("order", "a b*c~d");
        var sealed = kms.encrypt(new EncryptRequest().setKeyId(id).setPlaintext(text).setEncryptionContext(context));
        var opening = new DecryptRequest().setCiphertextBlob(sealed.getBody().getCiphertextBlob());
        refused("decrypt without its context", () -> kms.decrypt(opening), 400, "InvalidParameter");
        var opened = kms.decrypt(opening.setEncryptionContext(context)).getBody();
        is("decrypt", List.of(opened.getKeyId(), opened.getPlaintext()), List.of(id, text));
        var dataKey = kms.generateDataKey(new GenerateDataKeyRequest().setKeyId(id).setNumberOfBytes(16)).getBody();
        var blob = new DecryptRequest().setCiphertextBlob(dataKey.getCiphertextBlob());
        is("opens a data key", kms.decrypt(blob).getBody().getPlaintext(), dataKey.getPlaintext());
        kms.scheduleKeyDeletion(new ScheduleKeyDeletionRequest().setKeyId(id).setPendingWindowInDays(7));
        shown = kms.describeKey(new DescribeKeyRequest().setKeyId(id)).getBody().getKeyMetadata();
        is("schedule its deletion", List.of(shown.getKeyState(), shown.getDeleteDate()),
                List.of("PendingDeletion", "2026-01-08T00:00:00Z"));
    }

    void secrets() throws Exception {
        var name = "orders/cache";
        kms.createSecret(new CreateSecretRequest().setSecretName(name).setSecretData("first").setVersionId("v1")
                .setTags("[{\"TagKey\": \"team\", \"TagValue\": \"orders\"}]"));
        kms.putSecretValue(new PutSecretValueRequest().setSecretName(name).setSecretData("second").setVersionId("v2"));
        var current = kms.getSecretValue(new GetSecretValueRequest().setSecretName(name)).getBody();
        is("put another value", List.of(current.getVersionId(), current.getSecretData()), List.of("v2", "second"));
        var versions = kms.listSecretVersionIds(new ListSecretVersionIdsRequest().setSecretName(name)).getBody();
        var stages = new LinkedHashMap<String, List<String>>();
        for (var one : versions.getVersionIds().getVersionId())
            stages.put(one.getVersionId(), one.getVersionStages().getVersionStage());
        is("list its versions", stages, Map.of("v1", List.of("ACSPrevious"), "v2", List.of("ACSCurrent")));
        var described = new DescribeSecretRequest().setSecretName(name).setFetchTags("true");
        var tags = kms.describeSecret(described).getBody().getTags().getTag();
        is("describe, with its tags", tags.stream().map(tag -> tag.getTagKey() + "=" + tag.getTagValue()).toList(),
                List.of("team=orders"));
        var listed = kms.listSecrets(new ListSecretsRequest()).getBody().getSecretList().getSecret();
        is("list", listed.stream().map(one -> one.getSecretName()).sorted().toList(), List.of(name, "orders/db"));
        kms.deleteSecret(new DeleteSecretRequest().setSecretName(name).setForceDeleteWithoutRecovery("true"));
        var gone = new GetSecretValueRequest().setSecretName(name);
        refused("delete", () -> kms.getSecretValue(gone), 404, "Forbidden.ResourceNotFound");
    }

    void refusals() throws Exception {
        var rule = new DescribeNetworkRuleRequest().setName("none");
        refused("a rule that isn't there", () -> kms.describeNetworkRule(rule), 404, "Forbidden.ResourceNotFound");
        var request = new ListPoliciesRequest();
        var wrong = client("emulator", "wrong", null);
        refused("a wrong secret", () -> wrong.listPolicies(request), 400, "SignatureDoesNotMatch");
        var nobody = client("nobody", "emulator", null);
        refused("an unknown access key", () -> nobody.listPolicies(request), 404, "InvalidAccessKeyId.NotFound");
        var weak = new CreateClientKeyRequest().setAapName("orders-app").setPassword("short");
        refused("a weak password", () -> kms.createClientKey(weak), 400, "InvalidParameter");
        var temporary = client("emulator", "emulator", "needless");
        refused("a token that is none", () -> temporary.listPolicies(request), 400,
                "InvalidSecurityToken.MismatchWithAccessKey");
        var point = new DeleteApplicationAccessPointRequest().setName("orders-app");
        is("delete what is in use", kms.deleteApplicationAccessPoint(point).getBody().getRequestId() != null, true);
    }
}
