package cc.dmart.core.internal.query;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.ChangeOp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who sees the notes on an account, and where ({@code security.md} 1.1, 4.1). */
class AccountNotesTest {
    private static final JsonObject VI =
            json("{'shortname':'vi','is_active':true,'owner_shortname':'dmart','roles':[],'groups':[]}");

    private final QueryWorld world = QueryWorld.inMemory();
    private final Locator vi = management("users", "vi", ResourceType.USER);

    @AfterEach
    void close() {
        world.close();
    }

    private static JsonObject json(String text) {
        return JsonCodec.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Locator management(String subpath, String name, ResourceType type) {
        return Locator.of("management", subpath, name, type);
    }

    @Test
    void s1_1_notesOnAnAccountAreNotInItsLogs() {
        world.put(vi, VI);
        JsonObject diff = json("{'notes':{'old':'slow','new':'late','op':'add'},'slug':1}");
        world.commit(new ChangeOp.AppendHistory(
                vi, HistoryRecord.of("n1", "2025-03-01T00:00:00.000000", "alice", JsonObject.EMPTY, diff)));
        for (String line :
                List.of("'notes':'late'", "'notes':{'old':'slow','new':'late'}", "'history_diff':{'notes':'late'}")) {
            world.commit(new ChangeOp.AppendActivity(
                    new SpaceName("management"),
                    json("{'resource':{'type':'user','space_name':'management','subpath':'/users','shortname':'vi'},"
                            + "'user_shortname':'dmart','request':'create','timestamp':'2025-03-01T00:00:00.000000',"
                            + "'attributes':{" + line + "}}")));
        }
        permit("keepers", "'view','query','create','update'");
        permit("readers", "'view','query','create'");
        String users = "'space_name':'management','subpath':'/users','filter_shortnames':['vi']}";
        for (String name : List.of("keepers", "readers")) {
            boolean keeper = name.equals("keepers");
            Caller caller = Caller.of(name, "r", Map.of());
            List<WireRecord> lines =
                    world.ask(caller, "{'type':'history'," + users).records();
            assertThat(lines).hasSize(1);
            assertThat(lines.get(0).attributes().object("diff"))
                    .contains(json(
                            keeper
                                    ? "{'notes':{'old':'slow','new':'late','op':'add'},'slug':1}"
                                    : "{'notes':{'old':'********','new':'********','op':'add'},'slug':1}"));
            List<WireRecord> events =
                    world.ask(caller, "{'type':'events'," + users).records();
            assertThat(events).hasSize(3);
            assertThat(events.toString().contains("late")).isEqualTo(keeper);
            assertThat(world.ask(caller, "{'type':'events','search':'late'," + users)
                            .total())
                    .isEqualTo(keeper ? 3 : 0);
        }
    }

    /** Nothing is worked out from them, so there are none for filters and tables. */
    @Test
    void s1_1_notesOnAnAccountAreInRepliesForThoseWhoMayUpdateIt() {
        world.put(
                management("users", "vi", ResourceType.USER),
                json(
                        "{'shortname':'vi','is_active':true,'owner_shortname':'dmart','notes':'late','roles':[],'groups':[]}"));
        permit("keepers", "'view','query','update'");
        permit("readers", "'view','query'");
        String users = "{'type':'search','space_name':'management','subpath':'/users','filter_shortnames':['vi']";
        Caller keeper = Caller.of("keepers", "r", Map.of());
        for (Caller caller : List.of(keeper, QueryWorld.ALL)) {
            assertThat(attributes(caller, users + "}").string("notes")).contains("late");
        }
        assertThat(attributes(keeper, users + ",'exclude_fields':['notes']}").has("notes"))
                .isFalse();
        assertThat(attributes(keeper, users + ",'include_fields':['roles']}").has("notes"))
                .isFalse();
        assertThat(attributes(keeper, users + ",'include_fields':['notes']}")).isEqualTo(json("{'notes':'late'}"));
        assertThat(attributes(Caller.of("readers", "r", Map.of()), users + "}").has("notes"))
                .isFalse();
        List<WireRecord> rows = new ArrayList<>();
        world.queries.rows(keeper, json(users + "}")).each(rows::add);
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).attributes().has("notes")).isFalse();
    }

    private JsonObject attributes(Caller caller, String request) {
        return world.ask(caller, request).records().get(0).attributes();
    }

    private void permit(String name, String actions) {
        world.put(
                management("permissions", name, ResourceType.PERMISSION),
                json("{'shortname':'p','is_active':true,'owner_shortname':'dmart','subpaths':{'management':['users']},"
                        + "'resource_types':['user','history'],'actions':[" + actions + "],"
                        + "'conditions':[],'restricted_fields':[],'allowed_fields_values':{}}"));
        world.put(
                management("roles", name, ResourceType.ROLE),
                json("{'shortname':'r','is_active':true,'owner_shortname':'dmart','permissions':['" + name + "']}"));
        world.put(
                management("users", name, ResourceType.USER),
                json("{'shortname':'u','is_active':true,'owner_shortname':'dmart','roles':['" + name
                        + "'],'groups':[]}"));
    }
}
