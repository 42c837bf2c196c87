package cc.dmart.core.internal.asset;

import static cc.dmart.api.model.ResourceType.CSV;
import static cc.dmart.api.model.ResourceType.JSONL;
import static cc.dmart.api.model.ResourceType.PARQUET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DataAssetResult;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.DataAssetEngine;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.core.internal.entry.service.EntryWorld;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided before an engine is asked ({@code query.md} 7, {@code http-api.md} 4.18). */
class DataAssetServiceTest {
    private static final Caller VERA = EntryWorld.caller("vera");
    private static EntryWorld world;

    private final Engine engine = new Engine();

    /** Tells what it was asked. */
    private static final class Engine implements DataAssetEngine {
        private final List<String> asked = new ArrayList<>();
        private boolean opensAll = true;

        @Override
        public boolean opens(ResourceType type) {
            return opensAll;
        }

        @Override
        public DataAssetResult run(ResourceType type, List<Asset> assets, String sql, Limits limits) {
            asked.add(type.wire() + " " + sql + " " + limits.rows() + (limits.millis() <= 5000 ? "" : " too long"));
            for (Asset asset : assets) {
                try (InputStream in = Channels.newInputStream(asset.file().open())) {
                    asked.add(asset.name() + "=" + new String(in.readAllBytes(), UTF_8).strip());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return new DataAssetResult(List.of(EntryWorld.json("{'n':1}")), true);
        }
    }

    @BeforeAll
    static void make() {
        world = new EntryWorld();
        world.put("management", "users", "vera", ResourceType.USER, "{'roles':['viewer']}");
        world.put("management", "roles", "viewer", ResourceType.ROLE, "{'permissions':['views']}");
        world.put(
                "management",
                "permissions",
                "views",
                ResourceType.PERMISSION,
                "{'subpaths':{'shop':['__all_subpaths__']},'resource_types':['content','jsonl'],'actions':['view'],'conditions':[]}");
        world.putJson(
                "shop",
                "schema",
                "row",
                ResourceType.SCHEMA,
                "{'title':'row','type':'object','required':['price'],'properties':{'price':{'type':'integer'},'zip':{'type':'string'}}}",
                "meta_schema");
        file(CSV, "sales", "a,b\n1,2\n", "");
        file(CSV, "more", "a\n3\n", "");
        file(JSONL, "lines", "{\"a\":1}\n", "");
        file(PARQUET, "p1", "PAR1 one PAR1", "");
        file(PARQUET, "p2", "PAR1 two PAR1", "");
        world.putJson("shop", "pens", "good", ResourceType.CONTENT, "{}", "");
        file("good", CSV, "rows", "price,zip\n1,00123\n\"1,200\",7\n", "row");
        file("good", JSONL, "rows", "{\"price\":1}\n\n{\"price\":2}\n", "row");
        world.putJson("shop", "pens", "bad", ResourceType.CONTENT, "{}", "");
        file("bad", CSV, "rows", "price\n1\nx\n", "row");
        file("bad", JSONL, "rows", "{\"price\":1}\n{}\n", "row");
        file("bad", JSONL, "none", "{\"price\":1}\nnot json\n", "row");
        file("bad", CSV, "lost", "price\n1\n", "nowhere");
        world.put(
                "shop",
                "pens/blue",
                "gone",
                ResourceType.SQLITE,
                "{'payload':{'content_type':'sqlite','body':'gone.db'}}");
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static void file(ResourceType type, String name, String text, String schema) {
        file("blue", type, name, text, schema);
    }

    /** Stored as a file system has it: an upload would have refused rows that break their schema. */
    private static void file(String entry, ResourceType type, String name, String text, String schema) {
        String payload = schema.isEmpty() ? "" : ",'schema_shortname':'" + schema + "'";
        String body = name + "." + type.wire();
        JsonObject meta = EntryWorld.meta(
                name, "{'payload':{'content_type':'" + type.wire() + "','body':'" + body + "'" + payload + "}}");
        PayloadChange bytes = new PayloadChange.Bytes(body, text.getBytes(UTF_8), Optional.empty());
        Locator at = Locator.of("shop", "pens/" + entry, name, type);
        long unused =
                world.store.commit(new Change(List.of(new ChangeOp.PutEntry(at, meta, bytes, true)), List.of(), true));
    }

    private DataAssetServiceImpl service;

    @BeforeEach
    void switchOn() {
        service = service(Map.of("data_assets_enabled", true));
    }

    private DataAssetServiceImpl service(Map<String, Object> settings) {
        DataAssetServiceImpl out = new DataAssetServiceImpl(
                world.service, world.store, world.store, world.access, world.schemas, EntryWorld.config(settings));
        out.engine = engine;
        return out;
    }

    private static JsonObject question(String changes) {
        return EntryWorld.json("{'space_name':'shop','subpath':'/pens','resource_type':'content','shortname':'blue',"
                        + "'data_asset_type':'csv','query_string':'SELECT 1'}")
                .toBuilder()
                .putAll(EntryWorld.json(changes))
                .build();
    }

    private String refusal(Caller caller, String changes) {
        DmartException refused =
                catchThrowableOfType(DmartException.class, () -> service.query(caller, question(changes)));
        assertThat(engine.asked).as("nothing is asked").isEmpty();
        return refused.status() + " " + refused.type() + " " + refused.code();
    }

    @Test
    void allAttachmentsOfTheTypeOrThoseThatAreNamed() {
        DataAssetResult result = service.query(EntryWorld.SARA, question("{}"));
        assertThat(result.truncated()).isTrue();
        assertThat(engine.asked).containsExactlyInAnyOrder("csv SELECT 1 10000", "sales=a,b\n1,2", "more=a\n3");
        engine.asked.clear();
        DataAssetResult unused = service.query(EntryWorld.SARA, question("{'filter_data_assets':['sales','other']}"));
        assertThat(engine.asked).containsExactly("csv SELECT 1 10000", "sales=a,b\n1,2");
        engine.asked.clear();
        unused = service.query(EntryWorld.SARA, question("{'data_asset_type':'parquet','filter_data_assets':null}"));
        assertThat(engine.asked)
                .containsExactlyInAnyOrder("parquet SELECT 1 10000", "p1=PAR1 one PAR1", "p2=PAR1 two PAR1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'data_asset_type':'nonsense'}                                | 422 validation 424",
                "{'data_asset_type':'media'}                                   | 422 validation 424",
                "{'data_asset_type':null}                                      | 422 validation 424",
                "{'query_string':null}                                         | 422 validation 424",
                "{'query_string':7}                                            | 422 validation 424",
                "{'filter_data_assets':'sales'}                                | 422 validation 424",
                "{'filter_data_assets':[1]}                                    | 422 validation 424",
                "{'data_asset_type':'sqlite'}                                  | 422 validation 424",
                "{'data_asset_type':'sqlite','filter_data_assets':[]}          | 422 validation 424",
                "{'data_asset_type':'sqlite','filter_data_assets':['a','b']}   | 422 validation 424",
                "{'data_asset_type':'duckdb','filter_data_assets':null}        | 422 validation 424",
                "{'filter_data_assets':['nothing']}                            | 400 request 220",
                "{'shortname':'good','data_asset_type':'parquet'}              | 400 request 220",
                "{'shortname':'missing'}                                       | 404 db 220",
                "{'data_asset_type':'sqlite','filter_data_assets':['gone']}    | 404 db 402",
                "{'shortname':'bad','filter_data_assets':['rows']}             | 400 request 402",
                "{'shortname':'bad','data_asset_type':'jsonl','filter_data_assets':['rows']} | 400 validation 422",
                "{'shortname':'bad','filter_data_assets':['lost']}             | 404 db 220",
            })
    void refused(String changes, String expected) {
        assertThat(refusal(EntryWorld.SARA, changes)).isEqualTo(expected);
    }

    @Test
    void aLineThatIsNoRowIsRefused() {
        assertThat(refusal(
                        EntryWorld.SARA, "{'shortname':'bad','data_asset_type':'jsonl','filter_data_assets':['none']}"))
                .isEqualTo("400 request 402");
    }

    @Test
    void anEndlessStatementIsRefusedBeforeItIsRead() {
        assertThat(refusal(EntryWorld.SARA, "{'query_string':'" + " ".repeat(16_385) + "'}"))
                .isEqualTo("422 validation 424");
    }

    @ParameterizedTest
    @CsvSource({"csv", "jsonl"})
    void rowsThatFitTheirSchemaAreAsked(String type) {
        DataAssetResult unused =
                service.query(EntryWorld.SARA, question("{'shortname':'good','data_asset_type':'" + type + "'}"));
        assertThat(engine.asked).hasSize(2);
    }

    @Test
    void s5_12_viewingIsAskedOfTheEntryAndOfEachAttachment() {
        assertThat(refusal(EntryWorld.OMAR, "{}")).isEqualTo("401 request 401");
        assertThat(refusal(VERA, "{}")).as("no csv").isEqualTo("401 request 401");
        DataAssetResult unused = service.query(VERA, question("{'data_asset_type':'jsonl'}"));
        assertThat(engine.asked).containsExactly("jsonl SELECT 1 10000", "lines={\"a\":1}");
    }

    @Test
    void withoutSettingOrEngineItIsNotAvailable() {
        service.engine = null;
        assertThat(refusal(EntryWorld.SARA, "{}")).isEqualTo("400 request 401");
        service = service(new HashMap<>());
        assertThat(refusal(EntryWorld.SARA, "{'data_asset_type':null}")).isEqualTo("400 request 401");
        switchOn();
        engine.opensAll = false;
        assertThat(refusal(EntryWorld.SARA, "{}")).isEqualTo("400 request 401");
    }

    @Test
    void theTimeOfCheckingRowsIsBounded() {
        service = service(Map.of("data_assets_enabled", true, "data_asset_timeout_ms", 0));
        assertThat(refusal(EntryWorld.SARA, "{'shortname':'good'}")).isEqualTo("400 request 402");
    }
}
