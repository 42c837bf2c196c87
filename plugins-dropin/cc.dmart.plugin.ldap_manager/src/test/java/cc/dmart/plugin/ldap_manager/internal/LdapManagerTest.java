package cc.dmart.plugin.ldap_manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.testing.TestApi;
import cc.dmart.api.plugin.testing.TestDelivery;
import cc.dmart.api.plugin.testing.TestEvents;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.util.ssl.KeyStoreKeyManager;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts in a directory that speaks LDAP over sockets, plain and encrypted. */
class LdapManagerTest {
    private static final String ROOT = "ou=people,dc=example,dc=com";
    private static final String ADMIN = "cn=admin,dc=example,dc=com";
    private static final char[] SECRET = "changeit".toCharArray();

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private InMemoryDirectoryServer server;
    private TestApi api;

    @BeforeAll
    static void makeKeys() throws IOException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin/keytool").toString();
        run(
                tool,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                keys.resolve("keys.p12").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit");
        run(
                tool,
                "-exportcert",
                "-rfc",
                "-alias",
                "server",
                "-keystore",
                keys.resolve("keys.p12").toString(),
                "-storepass",
                "changeit",
                "-file",
                keys.resolve("server.pem").toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @BeforeEach
    void serve() throws Exception {
        SSLUtil tls = new SSLUtil(
                new KeyStoreKeyManager(keys.resolve("keys.p12").toFile(), SECRET, "PKCS12", "server"),
                new TrustAllTrustManager());
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.setSchema(null);
        config.addAdditionalBindCredentials(ADMIN, "secret");
        InetAddress loopback = InetAddress.getByName("localhost");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("plain", loopback, 0, tls.createSSLSocketFactory()),
                InMemoryListenerConfig.createLDAPSConfig(
                        "tls", loopback, 0, tls.createSSLServerSocketFactory(), tls.createSSLSocketFactory()));
        server = new InMemoryDirectoryServer(config);
        server.startListening();
        server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        server.add("dn: " + ROOT, "objectClass: organizationalUnit", "ou: people");
        api = new TestApi()
                .withFolders(folder.resolve("own"), folder.resolve("spaces"))
                .with("ldap_url", new JsonString("ldap://localhost:" + server.getListenPort("plain")))
                .with("ldap_admin_dn", new JsonString(ADMIN))
                .with("ldap_pass", new JsonString("secret"))
                .with("ldap_root_dn", new JsonString(ROOT));
    }

    @AfterEach
    void end() {
        server.shutDown(true);
    }

    private void account(String name, String meta) throws IOException {
        Path file = folder.resolve("spaces/management/users/.dm").resolve(name).resolve("meta.user.json");
        Files.createDirectories(file.getParent());
        JsonObject stored = TestEvents.json(meta);
        Files.write(file, JsonCodec.write(stored.has("is_active") ? stored : stored.with("is_active", JsonBool.TRUE)));
    }

    private static Locator user(String name) {
        return Locator.of("management", "users", name, ResourceType.USER);
    }

    private void happened(EntryEvent event) throws IOException, LDAPException {
        LdapManager manager = new LdapManager(api);
        try {
            manager.onEvent(event, new TestDelivery());
        } finally {
            manager.close();
        }
    }

    private Optional<Entry> found(String name) throws LDAPException {
        return Optional.ofNullable(server.getEntry("cn=" + name + "," + ROOT));
    }

    @Test
    void anAccountIsMirroredWithItsHash() throws Exception {
        account("lina", "{'shortname':'lina','displayname':{'en':'Lina K.'},'password':'$argon2id$abc'}");
        happened(TestEvents.created(user("lina"), "{}"));
        Entry entry = found("lina").orElseThrow();
        assertThat(entry.getObjectClassValues()).containsExactly("dmartUser");
        assertThat(entry.getAttributeValue("cn")).isEqualTo("lina");
        assertThat(entry.getAttributeValue("sn")).isEqualTo("lina");
        assertThat(entry.getAttributeValue("gn")).isEqualTo("Lina K.");
        assertThat(entry.getAttributeValue("userPassword")).isEqualTo("$argon2id$abc");
    }

    @Test
    void anUpdateReplacesAndMayBeRepeated() throws Exception {
        account("lina", "{'shortname':'lina','displayname':{'en':'Lina K.'},'password':'one'}");
        happened(TestEvents.created(user("lina"), "{}"));
        account("lina", "{'shortname':'lina','password':'two'}");
        happened(TestEvents.updated(user("lina"), "{}"));
        happened(TestEvents.updated(user("lina"), "{}"));
        assertThat(found("lina").orElseThrow().getAttributeValue("userPassword"))
                .isEqualTo("two");
        assertThat(found("lina").orElseThrow().hasAttribute("gn")).isFalse();
    }

    @Test
    void theHashOfAnAccountGoesWhenItIsDisabled() throws Exception {
        account("lina", "{'shortname':'lina','password':'one'}");
        happened(TestEvents.created(user("lina"), "{}"));
        account("lina", "{'shortname':'lina','password':'one','is_active':false}");
        happened(TestEvents.updated(user("lina"), "{}"));
        Entry entry = found("lina").orElseThrow();
        assertThat(entry.hasAttribute("userPassword")).isFalse();
        assertThat(entry.getAttributeValue("sn")).isEqualTo("lina");
        account("lina", "{'shortname':'lina','password':'one','is_active':true}");
        happened(TestEvents.updated(user("lina"), "{}"));
        assertThat(found("lina").orElseThrow().getAttributeValue("userPassword"))
                .isEqualTo("one");
    }

    @Test
    void aDeletedAccountGoesAndMayGoTwice() throws Exception {
        account("lina", "{'shortname':'lina'}");
        happened(TestEvents.created(user("lina"), "{}"));
        Files.delete(folder.resolve("spaces/management/users/.dm/lina/meta.user.json"));
        happened(TestEvents.deleted(user("lina"), "{}"));
        happened(TestEvents.deleted(user("lina"), "{}"));
        assertThat(found("lina")).isEmpty();
    }

    @Test
    void aMoveTakesTheOldNameAway() throws Exception {
        account("lina", "{'shortname':'lina'}");
        happened(TestEvents.created(user("lina"), "{}"));
        Files.delete(folder.resolve("spaces/management/users/.dm/lina/meta.user.json"));
        account("sara", "{'shortname':'sara'}");
        happened(TestEvents.event(
                ActionType.MOVE, user("sara"), TestEvents.json("{'src_subpath':'/users','src_shortname':'lina'}")));
        assertThat(found("lina")).isEmpty();
        assertThat(found("sara")).isPresent();
    }

    @Test
    void loginsAndOtherSpacesAreNoNews() throws Exception {
        account("lina", "{'shortname':'lina'}");
        happened(TestEvents.event(ActionType.UPDATE, user("lina"), TestEvents.json("{'cause':'login'}")));
        happened(TestEvents.created(Locator.of("shop", "users", "lina", ResourceType.USER), "{}"));
        assertThat(found("lina")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ldaps,tls,false", "ldap,plain,true"})
    void encryptedConnectionsAreCheckedAgainstTheCertificate(String scheme, String listener, boolean startTls)
            throws Exception {
        account("lina", "{'shortname':'lina'}");
        JsonString url = new JsonString(scheme + "://localhost:" + server.getListenPort(listener));
        api.with("ldap_url", url).with("start_tls", JsonBool.of(startTls));
        assertThatThrownBy(() -> happened(TestEvents.created(user("lina"), "{}")))
                .isInstanceOf(LDAPException.class);
        api.with(
                "trusted_certificates",
                new JsonString(keys.resolve("server.pem").toString()));
        happened(TestEvents.created(user("lina"), "{}"));
        assertThat(found("lina")).isPresent();
    }

    @Test
    void anOutageIsAnErrorAndTheNextTryConnectsAnew() throws Exception {
        account("lina", "{'shortname':'lina'}");
        LdapManager manager = new LdapManager(api);
        manager.onEvent(TestEvents.created(user("lina"), "{}"), new TestDelivery());
        int port = server.getListenPort("plain");
        server.shutDown("plain", true);
        account("sara", "{'shortname':'sara'}");
        assertThatThrownBy(() -> manager.onEvent(TestEvents.created(user("sara"), "{}"), new TestDelivery()))
                .isInstanceOf(LDAPException.class);
        server.startListening("plain");
        assertThat(server.getListenPort("plain")).isEqualTo(port);
        manager.onEvent(TestEvents.created(user("sara"), "{}"), new TestDelivery());
        assertThat(found("sara")).isPresent();
        manager.close();
    }

    @Test
    void fieldsAndClassesAreMappedAsConfigured() throws Exception {
        account("lina", "{'shortname':'lina','email':'lina@example.com','roles':['a','b'],'password':'h'}");
        api.with(
                        "mapping",
                        TestEvents.json("{'sn':'shortname','mail':'email','title':'roles','userPassword':'password'}"))
                .with("object_classes", JsonArray.ofStrings(List.of("inetOrgPerson", "top")))
                .with("password_prefix", new JsonString("{ARGON2}"));
        happened(TestEvents.created(user("lina"), "{}"));
        Entry entry = found("lina").orElseThrow();
        assertThat(entry.getObjectClassValues()).containsExactlyInAnyOrder("inetOrgPerson", "top");
        assertThat(entry.getAttributeValue("mail")).isEqualTo("lina@example.com");
        assertThat(entry.getAttributeValues("title")).containsExactlyInAnyOrder("a", "b");
        assertThat(entry.getAttributeValue("userPassword")).isEqualTo("{ARGON2}h");
    }

    @Test
    void aFullSynchronisationMendsEverything() throws Exception {
        account("lina", "{'shortname':'lina'}");
        WireRecord unused =
                api.create("management", WireRecord.of(ResourceType.USER, "lina", "users", JsonObject.EMPTY));
        server.add("dn: cn=ghost," + ROOT, "objectClass: dmartUser", "cn: ghost");
        LdapManager manager = new LdapManager(api);
        assertThat(manager.synchronise()).isEqualTo(1);
        assertThat(found("lina")).isPresent();
        assertThat(found("ghost")).isPresent();
        manager.close();
        api.with("prune", JsonBool.of(true));
        LdapManager pruning = new LdapManager(api);
        assertThat(pruning.synchronise()).isEqualTo(1);
        assertThat(found("ghost")).isEmpty();
        pruning.close();
    }

    /** Answers once, and reads until the other side closes. */
    private static int lastRead(ServerSocket listening, byte[] answer) {
        try (Socket socket = listening.accept()) {
            socket.setSoTimeout(10_000);
            int read = socket.getInputStream().read();
            socket.getOutputStream().write(answer);
            while (read >= 0) {
                read = socket.getInputStream().read();
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each event that is tried again would leave another one open. */
    @Test
    void aConnectionThatMayNotBindIsClosed() throws Exception {
        byte[] invalidCredentials = {0x30, 12, 2, 1, 1, 0x61, 7, 10, 1, 49, 4, 0, 4, 0};
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> end =
                    CompletableFuture.supplyAsync(() -> lastRead(listening, invalidCredentials));
            api.with("ldap_url", new JsonString("ldap://localhost:" + listening.getLocalPort()));
            Directory directory = new Directory(LdapSettings.of(api));
            assertThatThrownBy(directory::names).isInstanceOf(LDAPException.class);
            assertThat(end.get()).isEqualTo(-1);
            directory.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "null, false"})
    void aFlagIsTrueOrFalse(String value, boolean expected) {
        api.with("start_tls", JsonCodec.parse(value)).with("prune", JsonCodec.parse(value));
        assertThat(LdapSettings.of(api).startTls()).isEqualTo(expected);
        assertThat(LdapSettings.of(api).prune()).isEqualTo(expected);
    }

    /** Else a connection would be plain that was meant to be encrypted. */
    @ParameterizedTest
    @ValueSource(strings = {"\"true\"", "1"})
    void aFlagThatIsNoneIsRefused(String value) {
        api.with("start_tls", JsonCodec.parse(value));
        assertThatThrownBy(() -> LdapSettings.of(api))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ldap_manager needs true or false as start_tls in its configuration");
    }

    @Test
    void withoutAnAddressItSaysWhatIsMissing() {
        assertThatThrownBy(() -> new LdapManager(new TestApi()))
                .hasMessage("ldap_manager needs ldap_url in its configuration");
    }
}
