package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.LOG;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.storage.StoredEntry;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Entries that lines are appended to ({@code storage.md} 1.10). */
class LogEntriesTest {
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void logsAreAppendedTo() {
        world.done(CREATE, LOG, "pens", "app", "{'payload':{'content_type':'json','body':{'n':1}}}");
        StoredEntry log = world.stored(LOG, "pens", "app");
        assertThat(log.payloadFile()).contains("app.jsonl");
        world.done(UPDATE, LOG, "pens", "app", "{'payload':{'content_type':'json','body':{'n':2}}}");
        assertThat(world.store.history(log.at(), 0, 1)).isEmpty();
        assertThat(world.service.payload(EntryWorld.SARA, log.at()))
                .isInstanceOfSatisfying(
                        cc.dmart.api.service.PayloadView.Json.class,
                        j -> assertThat(JsonCodec.parse(j.body().utf8()))
                                .isEqualTo(EntryWorld.json("{'log_entry_items':[{'n':1},{'n':2}]}")));
    }

    /** What is appended has to be what the schema of the log says ({@code storage.md} 3.9). */
    @ParameterizedTest
    @EnumSource(names = {"UPDATE", "PATCH"})
    void whatTheSchemaRefusesIsNotAppended(RequestType request) {
        world.done(
                CREATE,
                LOG,
                "pens",
                "app",
                "{'payload':{'content_type':'json','schema_shortname':'item','body':{'price':1}}}");
        long before = world.store.lastSeq();
        assertThat(EntryWorld.code(world.run(
                        request, LOG, "pens", "app", "{'payload':{'content_type':'json','body':{'price':'x'}}}")))
                .isEqualTo(EntryWorld.code(world.run(
                        CREATE,
                        LOG,
                        "pens",
                        "other",
                        "{'payload':{'content_type':'json','schema_shortname':'item','body':{'price':'x'}}}")))
                .isEqualTo(402);
        assertThat(EntryWorld.code(world.run(
                        request, LOG, "pens", "app", "{'payload':{'schema_shortname':'none','body':{'price':2}}}")))
                .isEqualTo(220);
        assertThat(world.store.lastSeq()).isEqualTo(before);
        world.done(request, LOG, "pens", "app", "{'payload':{'content_type':'json','body':{'price':2}}}");
        assertThat(world.store.lastSeq()).isEqualTo(before + 1);
    }

    /** Nobody compares versions of logs ({@code plugins-events.md} 1.3), so no event may say that nothing changed. */
    @Test
    void attachmentsOfLogsFollowTheirEntry() {
        world.done(CREATE, LOG, "pens", "app", "{'payload':{'content_type':'json','body':{'n':1}}}");
        world.done(CREATE, COMMENT, "pens/app", "c1", "{'payload':{'content_type':'text','body':'x'}}");
        Locator comment = world.stored(COMMENT, "pens/app", "c1").at();
        Map<ExactField, Collection<String>> before = terms(comment);
        world.done(UPDATE, LOG, "pens", "app", "{'is_active':false}");
        assertThat(world.hooks.last().attributes().names()).doesNotContain("history_diff");
        assertThat(terms(comment)).isNotEqualTo(before);
    }

    private Map<ExactField, Collection<String>> terms(Locator at) {
        return world.index.documents().stream()
                .filter(d -> d.at().equals(at))
                .findFirst()
                .orElseThrow()
                .exact();
    }
}
