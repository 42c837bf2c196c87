package cc.dmart.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.service.DeliveryService;
import cc.dmart.api.service.PluginStatus.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A configuration of the wrong form is refused and changes nothing. */
class ConfigureTest extends PluginWorldFixture {
    private static final String WEBHOOK = "{'type':'webhook','url':'http://127.0.0.1:9/x'}".replace('\'', '"');

    private void configure(String plugin, String json) {
        world.deployer().configure(plugin, (JsonObject) JsonCodec.parse(json.replace('\'', '"')));
    }

    private void refused(String plugin, String json, String place, String why) {
        assertThatThrownBy(() -> configure(plugin, json)).isInstanceOfSatisfying(DmartException.Invalid.class, e -> {
            assertThat(e.status()).isEqualTo(422);
            assertThat(e.code()).isEqualTo(424);
            JsonObject info = e.info().get(0);
            assertThat(String.join(".", info.strings("loc"))).isEqualTo(place);
            assertThat(info.string("msg")).hasValueSatisfying(m -> assertThat(m).contains(why));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'is_active':'maybe'} | body.is_active | is_active is true or false",
                "{'concurrent':1} | body.concurrent | concurrent is true or false",
                "{'always_active':'yes'} | body.always_active | always_active is true or false",
                "{'ordinal':'a'} | body.ordinal | ordinal is a whole number",
                "{'ordinal':1.5} | body.ordinal | ordinal is a whole number",
                "{'dependencies':'audit'} | body.dependencies | dependencies is a list of names",
                "{'dependencies':[1]} | body.dependencies | dependencies is a list of names",
                "{'filters':[]} | body.filters | filters is an object",
                "{'filters':null} | body.filters | filters is an object",
                "{'filters':{'subpaths':'x'}} | body.filters.subpaths | filters.subpaths is a list of names",
                "{'filters':{'actions':[{}]}} | body.filters.actions | filters.actions is a list of names",
                "{'attributes':3} | body.attributes | attributes is an object",
                "{'actor':{}} | body.actor | actor is a text",
                "{'type':7} | body.type | type is a text",
            })
    void aWrongType(String json, String place, String why) throws IOException {
        world.drop("ex.jar", PluginWorld.jar("1.0.0", List.of()));
        configure("ex", "{'ordinal':7}");
        refused("ex", json, place, why);
        assertThat(world.file("ex.json")).hasContent("{\"ordinal\":7}");
        assertThat(world.plugin().problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'unknown_key':1} | body.type | is a webhook",
                "{} | body.type | is a webhook",
                "{'type':'hook','url':'http://x'} | body.type | is a webhook",
                "{'type':'webhook'} | body.url | a webhook needs a url",
                "{'type':'webhook','url':3} | body.url | url is a text",
                "{'type':'webhook','url':'ftp://x'} | body.url | begins with http",
                "{'type':'webhook','url':'http://x','secret':4} | body.secret | secret is a text",
                "{'type':'webhook','url':'http://x','headers':[]} | body.headers | headers is an object",
                "{'type':'webhook','url':'http://x y'} | body | the url is no address",
                "{'type':'webhook','url':'http://x','secret':'${env:NO_SUCH_VARIABLE_}'} | body | is not set",
            })
    void aWebhookStaysOne(String json, String place, String why) throws IOException {
        world.drop("orders.json", WEBHOOK.getBytes(StandardCharsets.UTF_8));
        refused("orders", json, place, why);
        assertThat(world.file("orders.json")).hasContent(WEBHOOK);
        assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
        assertThat(world.plugin().problems()).isEmpty();
    }

    /** What was written by hand counts as far as it can: a plugin that is switched off must not start for a wrong number. */
    @Test
    void aFileWithAWrongMemberCountsInTheOthers() throws IOException {
        String json =
                "{'type':'webhook','url':'http://127.0.0.1:9/x','is_active':false,'ordinal':'10'}".replace('\'', '"');
        world.drop("orders.json", json.getBytes(StandardCharsets.UTF_8));
        assertThat(world.plugin().state()).isEqualTo(State.DISABLED);
        assertThat(world.plugin().problems())
                .containsExactly("orders.json: ordinal is a whole number; it does not count");
    }

    /** What stands in the place of a variable or file is told to nobody. */
    @Test
    void aRefusedAddressIsNotRepeated() throws IOException {
        world.drop("orders.json", WEBHOOK.getBytes(StandardCharsets.UTF_8));
        Path secret = Files.writeString(folder.resolve("secret"), "token with blanks");
        assertThatThrownBy(() -> configure("orders", "{'type':'webhook','url':'http://${file:" + secret + "}/'}"))
                .isInstanceOfSatisfying(
                        DmartException.Invalid.class,
                        e -> assertThat(e.info().toString() + e.text())
                                .contains("the url is no address")
                                .doesNotContain("token"));
    }

    /** What is sent comes with its masks; a type is not shown of a webhook. */
    @Test
    void aConfigurationThatComesBackAsShownKeepsItsSecrets() throws IOException {
        String json =
                ("{'type':'webhook','url':'http://lina:pw@127.0.0.1:9/x?token=t','secret':'s','headers':{'X-Auth':'h'},"
                                + "'ordinal':1}")
                        .replace('\'', '"');
        world.drop("orders.json", json.getBytes(StandardCharsets.UTF_8));
        JsonObject shown = world.plugin().config();
        assertThat(JsonCodec.writeString(shown)).doesNotContain("\"s\"", "\"h\"", "pw", "=t");
        configure("orders", JsonCodec.writeString(shown.with("ordinal", JsonCodec.parse("2"))));
        assertThat(JsonCodec.parse(Files.readString(world.file("orders.json").toPath())))
                .isEqualTo(JsonCodec.parse(json.replace("\"ordinal\":1", "\"ordinal\":2")));
        assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
        refused("orders", "{'url':'http://x','secret':'s','token':'******'}", "body.token", "token is masked");
    }

    /** What an entry of the management space says counts before the file, and its placeholders are not filled in. */
    @Test
    void secretsOfAnEntryStayThere() throws IOException {
        world.drop("ex.jar", PluginWorld.jar("1.0.0", List.of()));
        configure("ex", "{'attributes':{'api_key':'of the file'}}");
        world.entry("{\"attributes\":{\"db_password\":\"${file:/etc/hostname}\",\"limit\":5}}");
        JsonObject shown = world.plugin().config();
        assertThat(shown.names()).contains("api_key", "db_password", "limit");
        configure("ex", "{'attributes':" + JsonCodec.writeString(shown) + "}");
        assertThat(world.file("ex.json")).hasContent("{\"attributes\":{\"api_key\":\"of the file\",\"limit\":5}}");
    }

    /** An address that is a secret stands somewhere else as a whole. */
    @Test
    void theAddressOfAWebhookMayStandInAFile() throws IOException {
        Path address = Files.writeString(folder.resolve("address"), "http://127.0.0.1:9/services/T0/B0/hush");
        String json = "{\"type\":\"webhook\",\"url\":\"${file:" + address + "}\"}";
        world.drop("orders.json", json.getBytes(StandardCharsets.UTF_8));
        assertThat(world.plugin().state()).isEqualTo(State.ACTIVE);
        assertThat(world.plugin().problems()).isEmpty();
        assertThat(world.plugin().config().string("url")).contains("${file:" + address + "}");
        Files.writeString(address, "ftp://hush");
        refused("orders", json, "body", Webhook.NOT_WEB);
    }

    private static Configurations configurations(Fakes.Answer delivery) {
        return new Configurations(
                Fakes.fake(DeliveryService.class, delivery),
                Fakes.fake(
                        ConfigurationAdmin.class,
                        (method, args) -> Fakes.fake(Configuration.class, (name, none) -> null)),
                new Problems(),
                Map.of(),
                new EntrySettings(
                        Fakes.fake(DmartApi.class, (method, args) -> {
                            throw DmartException.NotFound.entry();
                        }),
                        "management"));
    }

    private static Configurations.Parts nothing() {
        return new Configurations.Parts(JsonObject.EMPTY, JsonObject.EMPTY, Set.of());
    }

    /** Who comes later reads later. */
    @Test
    void theLastOfTwoAtATimeWins() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> calls = new CopyOnWriteArrayList<>();
        Configurations laid = configurations((method, args) -> {
            calls.add("told");
            began.countDown();
            goOn.await();
            return null;
        });
        Runnable layDown = () -> laid.layDown("ex", () -> {
            calls.add("read");
            return nothing();
        });
        Thread first = new Thread(layDown);
        first.start();
        began.await();
        Thread second = new Thread(layDown);
        second.start();
        while (second.getState() != Thread.State.WAITING && calls.size() == 2) {
            Thread.onSpinWait();
        }
        assertThat(calls).containsExactly("read", "told");
        goOn.countDown();
        first.join();
        second.join();
        assertThat(calls).containsExactly("read", "told", "read", "told");
    }

    /** A running call that is waited for may change the entry of any plugin; only that of its own makes it wait, until it is interrupted. */
    @Test
    void whatIsWaitedForDoesNotWaitForAnother() throws Exception {
        CompletableFuture<Void> inner = new CompletableFuture<>();
        Configurations[] laid = new Configurations[1];
        AtomicBoolean first = new AtomicBoolean(true);
        Queue<String> said = new ConcurrentLinkedQueue<>();
        laid[0] = configurations((method, args) -> {
            if (first.getAndSet(false)) {
                Thread call = new Thread(() -> {
                    laid[0].layDown("BB", ConfigureTest::nothing);
                    said.add("another is laid down");
                    try {
                        laid[0].layDown("Aa", ConfigureTest::nothing);
                    } catch (DmartException.Unavailable e) {
                        said.add(e.status() + " " + Thread.currentThread().isInterrupted());
                    }
                    inner.complete(null);
                });
                call.start();
                while (!Set.of(Thread.State.WAITING, Thread.State.BLOCKED, Thread.State.TERMINATED)
                        .contains(call.getState())) {
                    Thread.onSpinWait();
                }
                call.interrupt();
                inner.get(20, TimeUnit.SECONDS);
            }
            return null;
        });
        assertThat("Aa").hasSameHashCodeAs("BB");
        laid[0].layDown("Aa", ConfigureTest::nothing);
        assertThat(said).containsExactly("another is laid down", "503 true");
    }

    /** An interrupt ends waiting, and nothing else. */
    @Test
    void anInterruptThatIsSetBeforeDisturbsNothing() {
        List<String> calls = new CopyOnWriteArrayList<>();
        Configurations laid = configurations((method, args) -> calls.add(method));
        Thread.currentThread().interrupt();
        laid.layDown("ex", ConfigureTest::nothing);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(calls).containsExactly("setup");
    }

    @Test
    void theRightTypesCount() throws IOException {
        world.drop("ex.jar", PluginWorld.jar("1.0.0", List.of()));
        String json =
                "{'shortname':'ex','is_active':true,'ordinal':10,'concurrent':true,'dependencies':['audit'],'type':'hook',"
                        + "'listen_time':'after','actor':null,'filters':{'actions':['update'],'subpaths':[]},'attributes':{'x':1},"
                        + "'dmart.retry.max':3}";
        configure("ex", json);
        assertThat(world.file("ex.json")).hasContent(json.replace('\'', '"'));
    }
}
