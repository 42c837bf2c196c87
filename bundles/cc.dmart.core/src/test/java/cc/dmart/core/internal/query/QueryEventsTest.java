package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.QueryResult;
import cc.dmart.api.storage.Change;
import cc.dmart.core.internal.lock.LockTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of a question, and what it is told of locks (plugins-events.md 1.2, 1.3; http-api.md 4.1). */
class QueryEventsTest {
    private static final String QUESTION =
            "{'type':'search','space_name':'shop','subpath':'/products','filter_types':['content'],'search':'red',"
                    + "'filter_shortnames':['red_shoe'],'limit':5";
    private final QueryWorld world = QueryWorld.inMemory();
    private final Told told = new Told();

    @AfterEach
    void close() {
        world.close();
    }

    private static JsonObject json(String text) {
        return JsonCodec.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hooksAndListenersHearOfAQuestion() {
        world.queries.hooks = told;
        QueryResult result = world.ask(QueryWorld.ALL, QUESTION + "}");
        assertThat(told.calls).hasSize(1);
        assertThat(told.calls.get(0).action()).isEqualTo(ActionType.QUERY);
        assertThat(told.calls.get(0).attributes())
                .isEqualTo(json("{'filter_shortnames':['red_shoe'],'type':'search','search':'red'}"));
        assertThat(told.calls.get(0).query()).contains(json(QUESTION + "}"));
        EntryEvent event = told.events.get(0);
        assertThat(event.attributes().object("plugin")).contains(json("{'sample':{'asked':true}}"));
        assertThat(event.subpath()).isEqualTo("/products");
        assertThat(event.shortname()).isEmpty();
        assertThat(event.resourceType()).isEmpty();
        assertThat(event.attributes().number("total").orElseThrow().longValue()).isEqualTo(result.total());
        assertThat(event.attributes().number("returned").orElseThrow().longValue())
                .isEqualTo(result.returned());
    }

    @Test
    void nothingIsMadeWhileNobodyWantsIt() {
        told.wanted = false;
        world.queries.hooks = told;
        world.ask(QueryWorld.ALL, QUESTION + "}");
        assertThat(told.calls).isEmpty();
        assertThat(told.events).isEmpty();
    }

    @Test
    void aHookMayRefuseAQuestion() {
        told.veto = true;
        world.queries.hooks = told;
        assertThatThrownBy(() -> world.ask(QueryWorld.ALL, QUESTION + "}")).isInstanceOf(DmartException.Vetoed.class);
    }

    @Test
    void recordsTellOfTheirLocksWhenAsked() {
        EntryEvent lock = new EntryEvent(
                "e1",
                0,
                "shop",
                "/products",
                Optional.of("red_shoe"),
                ActionType.LOCK,
                Optional.of(ResourceType.CONTENT),
                Optional.empty(),
                json("{'lock_type':'lock','lock_period':300,'owner_shortname':'mona'}"),
                "mona",
                "2025-01-01T00:00:00.000000",
                "r1",
                Optional.empty(),
                Optional.empty(),
                0);
        assertThat(world.store.commit(new Change(List.of(), List.of(lock), false)))
                .isPositive();
        world.queries.locks = new LockTable(world.store);
        WireRecord asked = world.ask(
                        QueryWorld.ALL, QUESTION.replace("'search':'red',", "") + ",'retrieve_lock_status':true}")
                .records()
                .get(0);
        assertThat(asked.attributes().object("locked"))
                .contains(json("{'owner_shortname':'mona','lock_time':'2025-01-01T00:00:00.000000'}"));
        WireRecord plain = world.ask(QueryWorld.ALL, QUESTION.replace("'search':'red',", "") + "}")
                .records()
                .get(0);
        assertThat(plain.attributes().has("locked")).isFalse();
    }
}
