package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.DELETE;
import static cc.dmart.api.model.RequestType.MOVE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.FOLDER;
import static cc.dmart.api.model.ResourceType.GROUP;
import static cc.dmart.api.model.ResourceType.PERMISSION;
import static cc.dmart.api.model.ResourceType.ROLE;
import static cc.dmart.api.model.ResourceType.SPACE;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonNull;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.BatchResult;
import cc.dmart.api.storage.Change;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.PayloadChange;
import cc.dmart.api.storage.StoredEntry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What deleting and moving leave behind, entries, folders, attachments and spaces (storage.md 3, http-api.md 4.2). */
class MovesAndDeletesTest {
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void anEmptyDestinationIsTheRoot() {
        world.done(MOVE, CONTENT, "pens", "blue", "{'dest_subpath':'','dest_shortname':'navy'}");
        assertThat(world.find(CONTENT, "/", "navy")).isPresent();
        world.done(
                MOVE,
                CONTENT,
                "pens",
                "other",
                "{'src_subpath':'','src_shortname':'navy','dest_subpath':'pens','dest_shortname':'blue'}");
        assertThat(world.find(CONTENT, "pens", "blue")).isPresent();
    }

    /** One that has no uuid would have another one whenever the original reads it. */
    @Test
    void s2_1_aMetaWithoutUuidGetsOneWhenItIsWritten() {
        for (String name : List.of("changed", "moved")) {
            Locator at = Locator.of("shop", "pens", name, CONTENT);
            JsonObject bare = EntryWorld.json("{'shortname':'" + name + "','owner_shortname':'dmart'}");
            world.store.commit(new Change(
                    List.of(new ChangeOp.PutEntry(at, bare, new PayloadChange.Keep(), true)), List.of(), true));
        }
        world.done(UPDATE, CONTENT, "pens", "changed", "{'slug':'s'}");
        world.done(MOVE, CONTENT, "pens", "moved", "{'dest_subpath':'pens','dest_shortname':'there'}");
        for (String name : List.of("changed", "there")) {
            assertThat(world.stored(CONTENT, "pens", name).entry().meta().string("uuid"))
                    .hasValueSatisfying(uuid -> assertThat(Names.isUuid4(uuid)).isTrue());
        }
    }

    @Test
    void s1_2_nothingMovesToAReservedName() {
        BatchResult result = world.run(MOVE, FOLDER, "/", "pens", "{'dest_subpath':'/','dest_shortname':'__root__'}");
        assertThat(EntryWorld.code(result)).isEqualTo(402);
        assertThat(world.find(FOLDER, "/", "pens")).isPresent();
    }

    @Test
    void deleteTakesAttachmentsAlongAndTellsWhatWasThere() {
        world.done(CREATE, COMMENT, "pens/blue", "c1", "{'payload':{'content_type':'text','body':'x'}}");
        world.done(DELETE, CONTENT, "pens", "blue", "{}");

        assertThat(world.find(CONTENT, "pens", "blue")).isEmpty();
        assertThat(world.find(COMMENT, "pens/blue", "c1")).isEmpty();
        JsonObject entry = world.hooks.last().attributes().object("entry").orElseThrow();
        assertThat(entry.object("payload")
                        .flatMap(p -> p.object("body"))
                        .orElseThrow()
                        .string("code"))
                .contains("b");
        assertThat(world.activity().get(0).string("request")).contains("delete");
        assertThat(world.activity().get(0).object("attributes").orElseThrow().names())
                .containsExactly("request_headers");
    }

    @Test
    void s3_10_aFolderGoesOnlyIfEverythingInItMay() {
        world.put(
                "management",
                "permissions",
                "folders",
                PERMISSION,
                "{'subpaths':{'shop':['__all_subpaths__']},'resource_types':['folder'],'actions':['delete'],"
                        + "'conditions':[]}");
        world.put("management", "roles", "sweeper", ROLE, "{'permissions':['folders']}");
        world.put("management", "users", "mop", USER, "{'roles':['sweeper']}");
        BatchResult result = world.service.apply(
                EntryWorld.caller("mop"),
                EntryWorld.SHOP,
                DELETE,
                List.of(EntryWorld.record(FOLDER, "/", "pens", "{}"), EntryWorld.record(FOLDER, "/", "inks", "{}")));
        assertThat(result.failed()).extracting(f -> f.error().code()).containsExactly(401);
        assertThat(world.find(CONTENT, "pens", "blue")).isPresent();
        assertThat(world.find(FOLDER, "/", "inks")).isEmpty();
        world.done(DELETE, FOLDER, "/", "pens", "{}");
        assertThat(world.find(CONTENT, "pens", "blue")).isEmpty();
    }

    /** What would lie deeper than a subpath may be could not be asked for any more. */
    @Test
    void s1_7_noFolderMovesSoThatWhatIsBelowIsOutOfReach() {
        String name = "x".repeat(60);
        world.done(CREATE, FOLDER, "pens", name, "{}");
        world.done(CREATE, FOLDER, "pens/" + name, "y".repeat(60), "{}");
        world.done(CREATE, CONTENT, "pens/" + name + "/" + "y".repeat(60), "leaf", "{}");

        String target = "{'dest_subpath':'/','dest_shortname':'%s'}";
        BatchResult refused = world.run(MOVE, FOLDER, "/", "pens", target.formatted("longest"));
        assertThat(EntryWorld.code(refused)).isEqualTo(402);
        assertThat(world.find(CONTENT, "pens/" + name + "/" + "y".repeat(60), "leaf"))
                .isPresent();
        world.done(MOVE, FOLDER, "/", "pens", target.formatted("pencs"));
        assertThat(world.find(CONTENT, "pencs/" + name + "/" + "y".repeat(60), "leaf"))
                .isPresent();
    }

    /** The records in it would be in force without anybody asking whether the mover may write them. */
    @Test
    void s3_9_noFolderBecomesThatOfGroupsByAMove() {
        Locator groups = Locator.of("management", "/", "groups", FOLDER);
        world.store.commit(new Change(List.of(new ChangeOp.RemoveEntry(groups, Optional.empty())), List.of(), true));
        world.put("management", "/", "teams", FOLDER, "{}");
        world.put("management", "teams", "keepers", GROUP, "{'roles':['super_admin']}");
        BatchResult result = world.service.apply(
                EntryWorld.DMART,
                EntryWorld.MGMT,
                MOVE,
                List.of(EntryWorld.record(FOLDER, "/", "teams", "{'dest_subpath':'/','dest_shortname':'groups'}")));
        assertThat(EntryWorld.code(result)).isEqualTo(402);
        assertThat(world.store.find(groups)).isEmpty();
    }

    @Test
    void moveKeepsUuidHistoryAndAttachments() {
        world.done(UPDATE, CONTENT, "pens", "blue", "{'tags':['a']}");
        world.done(CREATE, COMMENT, "pens/blue", "c1", "{'payload':{'content_type':'text','body':'x'}}");
        JsonObject before = world.stored(CONTENT, "pens", "blue").entry().meta();
        int lines = world.activity().size();

        world.done(MOVE, CONTENT, "pens", "blue", "{'dest_subpath':'/inks/','dest_shortname':'navy'}");

        StoredEntry moved = world.stored(CONTENT, "inks", "navy");
        assertThat(world.find(CONTENT, "pens", "blue")).isEmpty();
        assertThat(moved.entry().meta().string("uuid")).isEqualTo(before.string("uuid"));
        assertThat(moved.entry().meta().string("updated_at")).isEqualTo(before.string("updated_at"));
        assertThat(moved.entry().meta().string("shortname")).contains("navy");
        assertThat(moved.payloadFile()).contains("navy.json");
        assertThat(moved.entry().meta().object("payload").flatMap(p -> p.string("body")))
                .contains("navy.json");
        assertThat(world.store.history(moved.at(), 0, 5)).hasSize(1);
        assertThat(world.find(COMMENT, "inks/navy", "c1")).isPresent();
        assertThat(world.activity()).hasSize(lines);
        EntryEvent event = world.hooks.last();
        assertThat(event.action()).isEqualTo(ActionType.MOVE);
        assertThat(event.subpath()).isEqualTo("/inks");
        assertThat(event.attributes())
                .isEqualTo(EntryWorld.json("{'src_space_name':'shop','src_subpath':'/pens','src_shortname':'blue',"
                        + "'dest_space_name':'shop','dest_subpath':'/inks','dest_shortname':'navy'}"));
    }

    @Test
    void foldersAndAttachmentsMove() {
        world.done(MOVE, FOLDER, "/", "pens", "{'dest_subpath':'inks','dest_shortname':'old_pens'}");
        assertThat(world.find(CONTENT, "inks/old_pens", "blue")).isPresent();
        world.done(CREATE, COMMENT, "inks/old_pens/blue", "c", "{'payload':{'content_type':'text','body':'x'}}");
        world.done(CREATE, CONTENT, "inks", "other", "{}");
        world.done(MOVE, COMMENT, "inks/old_pens/blue", "c", "{'dest_subpath':'inks/other','dest_shortname':'d'}");
        assertThat(world.find(COMMENT, "inks/other", "d")).isPresent();
        assertThat(world.find(COMMENT, "inks/old_pens/blue", "c")).isEmpty();
        assertThat(EntryWorld.code(world.run(
                        MOVE, COMMENT, "inks/other", "d", "{'dest_subpath':'inks/none','dest_shortname':'d'}")))
                .isEqualTo(220);
    }

    @Test
    void aDirectoryWithoutAFolderTakesNoName() {
        world.done(CREATE, CONTENT, "drafts/pens", "blue", "{}");
        world.done(CREATE, FOLDER, "/", "drafts", "{}");
        world.done(CREATE, CONTENT, "drafts", "pens", "{}");
        world.done(MOVE, CONTENT, "drafts", "pens", "{'dest_subpath':'inks','dest_shortname':'pens'}");
        world.done(MOVE, CONTENT, "inks", "pens", "{'dest_subpath':'drafts','dest_shortname':'pens'}");
        world.done(DELETE, CONTENT, "drafts", "pens", "{}");
        assertThat(world.find(CONTENT, "drafts/pens", "blue")).isPresent();

        assertThat(EntryWorld.code(
                        world.run(MOVE, FOLDER, "/", "pens", "{'dest_subpath':'drafts','dest_shortname':'pens'}")))
                .isEqualTo(400);
        assertThat(world.find(CONTENT, "pens", "blue")).isPresent();
    }

    @Test
    void spacesAreMadeMergedAndRemoved() {
        SpaceName other = new SpaceName("other");
        BatchResult made = world.service.apply(
                EntryWorld.DMART,
                other,
                CREATE,
                List.of(
                        EntryWorld.record(SPACE, "/", "other", "{'displayname':{'en':'Other'}}"),
                        EntryWorld.record(CONTENT, "/", "first", "{}")));
        assertThat(made.failed()).isEmpty();
        JsonObject meta =
                world.store.find(Locator.ofSpace(other)).orElseThrow().entry().meta();
        assertThat(meta.strings("active_plugins"))
                .containsExactly("action_log", "redis_db_update", "resource_folders_creation", "local_notification");
        assertThat(meta.bool("indexing_enabled")).contains(true);
        assertThat(meta.strings("languages")).containsExactly("english");
        assertThat(world.store.find(Locator.of("other", "/", "schema", FOLDER))).isPresent();
        assertThat(made.done().get(0).attributes().get("ordinal")).contains(JsonNull.NULL);

        world.service.apply(
                EntryWorld.DMART, other, UPDATE, List.of(EntryWorld.record(SPACE, "/", "other", "{'icon':'x.png'}")));
        JsonObject merged =
                world.store.find(Locator.ofSpace(other)).orElseThrow().entry().meta();
        assertThat(merged.string("uuid")).isEqualTo(meta.string("uuid"));
        assertThat(merged.strings("active_plugins")).isEqualTo(meta.strings("active_plugins"));
        assertThat(merged.string("icon")).contains("x.png");

        assertThat(world.service
                        .apply(EntryWorld.DMART, other, DELETE, List.of(EntryWorld.record(SPACE, "/", "other", "{}")))
                        .failed())
                .isEmpty();
        assertThat(world.store.spaces()).doesNotContain(other);
        assertThatThrownBy(() -> world.service.apply(
                        EntryWorld.DMART, other, CREATE, List.of(EntryWorld.record(CONTENT, "/", "x", "{}"))))
                .isInstanceOf(DmartException.Invalid.class);
    }

    /** To move an account away is to delete it: an administrator stays out of reach of others. */
    @Test
    void s3_9_noAdministratorIsMovedAway() {
        String types = "'subpaths':{'management':['users'],'shop':['/']},'resource_types':['user'],"
                + "'actions':['view','create','update','delete'],'conditions':[]";
        world.put("management", "permissions", "of_people", PERMISSION, "{" + types + "}");
        world.put("management", "roles", "people", ROLE, "{'permissions':['of_people']}");
        world.put("management", "users", "peter", USER, "{'roles':['people']}");
        world.put("management", "users", "chief", USER, "{'roles':['super_admin']}");
        world.put("management", "users", "clerk", USER, "{'roles':['spare']}");
        assertThat(EntryWorld.code(away("chief"))).isEqualTo(401);
        assertThat(EntryWorld.code(away("clerk"))).isZero();
    }

    private BatchResult away(String name) {
        String route = "{'src_space_name':'management','src_subpath':'users','src_shortname':'" + name
                + "','dest_space_name':'shop','dest_subpath':'/','dest_shortname':'" + name + "'}";
        return world.service.apply(
                EntryWorld.caller("peter"),
                EntryWorld.MGMT,
                MOVE,
                List.of(EntryWorld.record(USER, "users", name, route)));
    }
}
