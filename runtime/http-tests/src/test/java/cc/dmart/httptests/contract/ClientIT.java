package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Caller.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.QueryType;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SortType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.client.DmartClient;
import cc.dmart.client.DmartClientException;
import cc.dmart.client.Download;
import cc.dmart.client.Entries;
import cc.dmart.client.FilePart;
import cc.dmart.client.Query;
import cc.dmart.client.Reply;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client against the server, and its three jars without anything else. */
@SharedWorld
class ClientIT {
    private static final Path JARS = Path.of(System.getProperty("dmart.dist", "../dist/target/dmart"), "client");

    @TempDir
    Path folder;

    @Test
    void aDayInTheLifeOfAnEntry(World world) throws Exception {
        Shop.make(world, "cli");
        Entries entries = world.client(ADMIN).entries();
        Locator blue = Locator.of("cli", "pens", "blue", ResourceType.CONTENT);
        entries.update(blue, JsonObject.builder().put("slug", "blue-pen").build());
        assertThat(entries.entry(blue, true, true)
                        .object("attachments")
                        .orElseThrow()
                        .names())
                .containsExactlyInAnyOrder("comment", "media");
        Reply found = entries.query(Query.of(QueryType.SEARCH, "cli", "pens")
                .types(ResourceType.CONTENT)
                .search("@payload.body.price:[1 5]")
                .sortBy("created_at", SortType.ASCENDING)
                .withPayload()
                .withAttachments()
                .limit(5));
        assertThat(found.total()).isEqualTo(1);
        WireRecord record = found.record();
        assertThat(record.shortname()).isEqualTo("blue");
        assertThat(record.attachments().orElseThrow()).containsKeys(ResourceType.COMMENT, ResourceType.MEDIA);
        assertThat(record.attributes()
                        .object("payload")
                        .orElseThrow()
                        .object("body")
                        .orElseThrow()
                        .number("price"))
                .contains(JsonNumber.of(3));
        Locator navy = Locator.of("cli", "pens", "navy", ResourceType.CONTENT);
        entries.move(blue, navy);
        entries.assign(navy, "omar");
        assertThat(entries.lock(navy).attributes().has("lock_period")).isTrue();
        entries.unlock(navy, true);
        entries.delete(navy);
        DmartClientException gone =
                catchThrowableOfType(DmartClientException.class, () -> entries.entry(navy, false, false));
        assertThat(List.of(gone.status(), gone.code())).containsExactly(404, 220);
        assertThat(gone.type()).isEqualTo("db");
        assertThat(gone.isSessionOver()).isFalse();
    }

    @Test
    void files(World world) throws Exception {
        Shop.make(world, "clifiles");
        Entries entries = world.client(ADMIN).entries();
        Path file = Files.write(folder.resolve("b.png"), Shop.PNG);
        WireRecord stored = entries.upload(
                "clifiles", Shop.record("media", "pens/blue", "back", "{}"), FilePart.of(file, "image/png"));
        assertThat(stored.uuid()).isPresent();
        Locator back = Locator.of("clifiles", "pens/blue", "back", ResourceType.MEDIA);
        try (Download download = entries.payload(back, "png")) {
            assertThat(download.mediaType()).isEqualTo("image/png");
            assertThat(download.size()).isEqualTo(Shop.PNG.length);
            assertThat(download.bytes()).isEqualTo(Shop.PNG);
        }
        DmartClientException refused = catchThrowableOfType(
                DmartClientException.class, () -> world.client(NOBODY).open().payload(back, "png"));
        assertThat(refused.status()).isEqualTo(401);
    }

    @Test
    void partialFailureAndSessions(World world) {
        Shop.make(world, "clifail");
        DmartClient nobody = world.client(NOBODY);
        DmartClient omar = nobody.logIn("omar", World.PASSWORD);
        assertThat(omar.users().profile().shortname()).isEqualTo("omar");
        assertThat(omar.server().me().bool("authenticated")).contains(true);
        DmartClientException denied = catchThrowableOfType(
                DmartClientException.class,
                () -> omar.entries().request("clifail", RequestType.CREATE, List.of(Shop.pen("x", 1))));
        assertThat(denied.code()).isEqualTo(430);
        assertThat(denied.info().get(0).array("failed").orElseThrow().size()).isEqualTo(1);
        omar.users().logout(false);
        DmartClientException over = catchThrowableOfType(DmartClientException.class, omar.users()::profile);
        assertThat(over.isSessionOver()).isTrue();
        assertThat(world.client(ADMIN).server().manifest().string("name")).contains("DMART");
        DmartClientException unreachable = catchThrowableOfType(
                DmartClientException.class,
                () -> DmartClient.at(URI.create("http://127.0.0.1:1")).server().me());
        assertThat(unreachable.status()).isZero();
    }

    @Test
    void threeJarsAreEnough(World world) throws Exception {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(JARS)) {
            for (Path jar : files.toList()) {
                jars.add(jar.toUri().toURL());
            }
        }
        assertThat(jars).hasSize(3);
        try (URLClassLoader loader =
                new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass("cc.dmart.client.DmartClient");
            URI address = URI.create("http://127.0.0.1:" + world.server().port());
            Object client = type.getMethod("at", URI.class).invoke(null, address);
            Object server = type.getMethod("server").invoke(client);
            Object me = server.getClass().getMethod("me").invoke(server);
            assertThat(me.toString()).contains("anonymous");
        }
    }
}
