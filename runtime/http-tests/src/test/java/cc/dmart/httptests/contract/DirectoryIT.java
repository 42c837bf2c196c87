package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.PluginWatch;
import cc.dmart.httptests.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The jar that mirrors accounts, dropped into the running server, and a directory that speaks LDAP ({@code plugins-events.md} 3). */
@SharedWorld
class DirectoryIT {
    private static final String NAME = "ldap_manager";
    private static final String ROOT = "ou=people,dc=example,dc=com";
    private static final String BIND = "cn=admin,dc=example,dc=com";

    @Test
    void accountsAreMirrored(World world) throws Exception {
        PluginWatch watch = new PluginWatch(world.server(), world.admin());
        Path config = world.server().plugins().resolve(NAME + ".json");
        try (InMemoryDirectoryServer directory = directory()) {
            JsonNode before = world.admin()
                    .get("/managed/entry/space/management/__root__/management")
                    .json()
                    .path("active_plugins");
            Files.writeString(config, config(directory.getListenPort()));
            watch.drop(NAME);
            PluginWatch.await("it is active", () -> watch.active(NAME) ? true : null);
            assertThat(watch.plugin(NAME).path("problems")).isEmpty();
            activate(world, "['" + NAME + "']");
            follows(world, directory);
            catchesUp(world, directory);
            activate(world, before.toString());
            Files.delete(world.server().plugins().resolve(NAME + ".jar"));
            Files.delete(config);
            PluginWatch.await("it is gone", () -> watch.plugin(NAME).isMissingNode() ? true : null);
        }
    }

    private static InMemoryDirectoryServer directory() throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.setSchema(null);
        config.addAdditionalBindCredentials(BIND, "secret");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("plain", InetAddress.getByName("localhost"), 0, null));
        InMemoryDirectoryServer directory = new InMemoryDirectoryServer(config);
        directory.startListening();
        directory.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        directory.add("dn: " + ROOT, "objectClass: organizationalUnit", "ou: people");
        return directory;
    }

    private static String config(int port) {
        return Reply.write(Map.of(
                "actor",
                "dmart",
                "attributes",
                Map.of(
                        "ldap_url",
                        "ldap://localhost:" + port,
                        "ldap_admin_dn",
                        BIND,
                        "ldap_pass",
                        "secret",
                        "ldap_root_dn",
                        ROOT)));
    }

    private static void activate(World world, String plugins) {
        Shop.send(
                world,
                "management",
                "update",
                Shop.recordJson("space", "/", "management", "{active_plugins:" + plugins + "}"));
    }

    private static void account(World world, String type, String name, String attributes) {
        Shop.send(world, "management", type, Shop.recordJson("user", "users", name, attributes));
    }

    /** Create, update, move and delete of an account. */
    private static void follows(World world, InMemoryDirectoryServer directory) {
        account(world, "create", "lydia", "{password:'" + World.PASSWORD + "', displayname:{en:'Lydia'}}");
        Entry made = PluginWatch.await("the account", () -> find(directory, "lydia"));
        assertThat(made.getObjectClassValues()).containsExactly("dmartUser");
        assertThat(List.of(made.getAttributeValue("sn"), made.getAttributeValue("gn")))
                .containsExactly("lydia", "Lydia");
        assertThat(made.getAttributeValue("userPassword")).startsWith("$argon2").doesNotContain(World.PASSWORD);
        account(world, "update", "lydia", "{displayname:{en:'Lydia B'}}");
        PluginWatch.await(
                "the change",
                () -> find(directory, "lydia").getAttributeValue("gn").equals("Lydia B") ? true : null);
        account(world, "move", "lydia", "{dest_subpath:'users', dest_shortname:'lydia2'}");
        PluginWatch.await("the new name", () -> find(directory, "lydia2"));
        PluginWatch.await("without the old one", () -> find(directory, "lydia") == null ? true : null);
        account(world, "delete", "lydia2", "{}");
        PluginWatch.await("the end", () -> find(directory, "lydia2") == null ? true : null);
    }

    /** Who was there before the plugin comes with the job. */
    private static void catchesUp(World world, InMemoryDirectoryServer directory) {
        assertThat(find(directory, "omar")).isNull();
        world.admin()
                .post("/admin/plugins/" + NAME + "/jobs/FullSync/run", Map.of())
                .expect(200);
        PluginWatch.await("everybody", () -> find(directory, "omar"));
    }

    private static Entry find(InMemoryDirectoryServer directory, String name) {
        try {
            return directory.getEntry("cn=" + name + "," + ROOT);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }
}
