package cc.dmart.core.internal.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Permission;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StoredEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstStartTest {
    private static final Locator DMART = Locator.of("management", "users", "dmart", ResourceType.USER);
    private static final Locator SUPER_ADMIN = Locator.of("management", "roles", "super_admin", ResourceType.ROLE);

    private final AccountWorld world = new AccountWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private Map<String, StoredEntry> all() {
        Map<String, StoredEntry> found = new TreeMap<>();
        world.store.scan(AccountWorld.MANAGEMENT, Subpath.ROOT, Runnable::run, new ScanVisitor() {
            @Override
            public void entry(StoredEntry entry, List<StoredEntry> attachments) {
                found.put(entry.at().toString(), entry);
            }

            @Override
            public void finding(StorageFinding finding) {
                throw new AssertionError(finding.toString());
            }
        });
        return found;
    }

    @Test
    void s5_14_b2_anEmptyFolderGetsAManagementSpaceThatAdmitsTheAdministrator() {
        world.start(Map.of("admin_password", "Correct9Horse"));
        assertThat(all().keySet())
                .contains(
                        "management:/users/dmart(user)",
                        "management:/users/anonymous(user)",
                        "management:/roles/logged_in(role)",
                        "management:/roles/world(role)",
                        "management:/schema/meta_schema(schema)",
                        "management:/schema/folder_rendering(schema)",
                        "management:/schema/workflow(schema)",
                        "management:/notifications/system(folder)")
                .noneMatch(name -> name.contains("alibaba"));
        assertThat(world.user("dmart").string("password")).contains("hash:Correct9Horse");
        assertThat(world.user("dmart").strings("roles")).containsExactly("super_admin");
        assertThat(world.user("anonymous").strings("roles")).isEmpty();
        assertThat(world.user("anonymous").bool("is_active")).contains(false);
        Permission everything = new Permission(world.store
                .find(Locator.of("management", "permissions", "super_manager", ResourceType.PERMISSION))
                .orElseThrow()
                .entry());
        assertThat(everything.resourceTypes())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ResourceType.values()).map(ResourceType::wire).toList());
        assertThat(everything.actions())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ActionType.values()).map(ActionType::wire).toList());
    }

    @Test
    void s5_14_b2_theAdministratorMayDoEverythingFromThenOn() {
        world.start(Map.of("admin_password", "Correct9Horse"));
        Caller dmart = Caller.of("dmart", "r", Map.of());
        JsonObject space = JsonObject.builder()
                .put("displayname", JsonObject.builder().put("en", "Shop").build())
                .build();
        assertThat(world.entries
                        .apply(
                                dmart,
                                new SpaceName("shop"),
                                RequestType.CREATE,
                                List.of(WireRecord.of(ResourceType.SPACE, "shop", "/", space)))
                        .failed())
                .isEmpty();
        assertThat(world.accounts
                        .profile(dmart)
                        .attributes()
                        .object("permissions")
                        .orElseThrow()
                        .names())
                .contains("__all_spaces__:__all_subpaths__:content");
    }

    @Test
    void everythingIsJournalledAndASecondStartWritesNothing() {
        world.start(Map.of("admin_password", "Correct9Horse"));
        long seq = world.store.lastSeq();
        assertThat(seq).isGreaterThanOrEqualTo(all().size() - 1);
        world.start(Map.of("admin_password", "Another9Horse"));
        assertThat(world.store.lastSeq()).isEqualTo(seq);
        assertThat(world.user("dmart").string("password")).contains("hash:Correct9Horse");
    }

    @Test
    void s5_14_b3_withoutASettingThePasswordIsRandom() {
        world.start(Map.of());
        String hash = world.user("dmart").string("password").orElseThrow();
        assertThat(hash).matches("hash:(?=.*[0-9])(?=.*[A-Z])[A-Za-z0-9]{20}");
    }

    @Test
    void aFirstStartThatWasCutOffIsFinishedWithoutOverwriting() {
        world.start(Map.of("admin_password", "Correct9Horse"));
        TreeMap<String, StoredEntry> before = new TreeMap<>(all());
        try (AccountWorld second = new AccountWorld()) {
            before.values().stream()
                    .filter(e -> !Set.of(DMART, SUPER_ADMIN).contains(e.at()))
                    .forEach(e -> {
                        if (e.jsonBody().isPresent()) {
                            second.store.put(
                                    e.at(),
                                    e.entry().meta(),
                                    JsonCodec.writeString(e.jsonBody().get()));
                        } else {
                            second.store.put(e.at(), e.entry().meta());
                        }
                    });
            second.start(Map.of("admin_password", "Correct9Horse"));
            assertThat(second.user("dmart").string("password")).contains("hash:Correct9Horse");
            assertThat(second.store.find(SUPER_ADMIN)).isPresent();
            assertThat(second.user("anonymous").string("uuid"))
                    .isEqualTo(world.user("anonymous").string("uuid"));
        }
    }

    /** A backup that was put back in part, say: what is there stays, and somebody can log in. */
    @Test
    void s5_14_b6_withoutTheFolderOfTheAccountsTheyAreThereAgain() {
        world.store.put(Locator.ofSpace(AccountWorld.MANAGEMENT), JsonObject.EMPTY);
        world.store.put(SUPER_ADMIN, user("{'is_active':true,'permissions':[]}"));
        world.store.put(
                Locator.of("management", "users", "omar", ResourceType.USER),
                user("{'is_active':true,'roles':['editor']}"));
        world.store.put(Locator.of("management", "/", "collections", ResourceType.CONTENT), user("{'is_active':true}"));
        world.start(Map.of("admin_password", "Correct9Horse"));
        assertThat(world.user("dmart").string("password")).contains("hash:Correct9Horse");
        assertThat(world.user("anonymous").strings("roles")).isEmpty();
        assertThat(world.user("omar").strings("roles")).containsExactly("editor");
        assertThat(world.store.find(SUPER_ADMIN).orElseThrow().entry().meta().strings("permissions"))
                .containsExactly("super_manager");
        assertThat(all().keySet())
                .contains("management:/collections(content)", "management:/permissions/super_manager(permission)")
                .doesNotContain("management:/collections(folder)");
    }

    @Test
    void s5_14_b6_anExistingFolderIsLeftAloneButForTheAdministrator() {
        world.store.put(Locator.ofSpace(AccountWorld.MANAGEMENT), JsonObject.EMPTY);
        world.store.put(DMART, user("{'is_active':true,'type':'web','roles':['super_admin','editor']}"));
        long seq = world.store.lastSeq();
        world.start(Map.of());
        assertThat(world.store.lastSeq()).isEqualTo(seq);
        world.store.put(DMART, user("{'is_active':false,'type':'bot','roles':['editor']}"));
        world.store.put(SUPER_ADMIN, user("{'is_active':true,'permissions':[]}"));
        world.start(Map.of("admin_password", "Correct9Horse"));
        assertThat(world.user("dmart").bool("is_active")).contains(true);
        assertThat(world.user("dmart").string("type")).contains("web");
        assertThat(world.user("dmart").strings("roles")).containsExactly("editor", "super_admin");
        assertThat(world.user("dmart").string("password")).contains("hash:Correct9Horse");
        assertThat(world.store.find(SUPER_ADMIN).orElseThrow().entry().meta().strings("permissions"))
                .containsExactly("super_manager");
        assertThat(all().keySet())
                .containsExactlyInAnyOrder(
                        "management:/management(space)",
                        "management:/users/dmart(user)",
                        "management:/roles/super_admin(role)",
                        "management:/permissions/super_manager(permission)");
    }

    @Test
    void s5_14_b4_aShippedHashCountsAsNone() {
        world.store.put(Locator.ofSpace(AccountWorld.MANAGEMENT), JsonObject.EMPTY);
        world.store.put(DMART, user("{'is_active':true,'roles':['super_admin'],'password':'shipped'}"));
        world.start(Map.of());
        assertThat(world.user("dmart").string("password")).contains("shipped");
        world.start(Map.of("generate_admin_password", true));
        assertThat(world.user("dmart").string("password").orElseThrow()).startsWith("hash:");
    }

    @Test
    void aFolderWithoutAManagementSpaceIsNotTouched() {
        world.store.put(Locator.ofSpace(new SpaceName("shop")), JsonObject.EMPTY);
        long seq = world.store.lastSeq();
        world.start(Map.of("admin_password", "Correct9Horse"));
        assertThat(world.store.lastSeq()).isEqualTo(seq);
        assertThat(world.store.spaces()).containsExactly(new SpaceName("shop"));
    }

    @Test
    void aStoreThatFailsIsNotCalledReady() {
        world.store.failCommits(true);
        assertThatThrownBy(() -> world.start(Map.of())).isInstanceOf(RuntimeException.class);
    }

    private static JsonObject user(String json) {
        return JsonCodec.parse(json.replace('\'', '"'))
                .asObject()
                .orElseThrow()
                .with("owner_shortname", new JsonString("dmart"));
    }

    /** The folder {@code spaces/} of the repository is what a first start makes, but for uuids, dates and the password. */
    @Test
    void theShippedManagementSpaceIsTheSame() throws IOException {
        world.start(Map.of("admin_password", "Correct9Horse"));
        Path shipped = repository().resolve("spaces/management");
        Map<String, StoredEntry> made = all();
        try (Stream<Path> files = Files.walk(shipped)) {
            List<Path> metas = files.filter(f -> f.getFileName().toString().startsWith("meta."))
                    .toList();
            assertThat(metas).hasSameSizeAs(made.keySet());
            for (Path meta : metas) {
                compare(shipped, meta, made);
            }
        }
    }

    private static void compare(Path shipped, Path meta, Map<String, StoredEntry> made) throws IOException {
        JsonObject json = JsonCodec.parseObject(Files.readAllBytes(meta));
        String type = meta.getFileName().toString().replaceAll("meta\\.|\\.json", "");
        Path home = meta.getParent().getParent().getParent();
        String subpath = type.equals("space") ? "" : shipped.relativize(home).toString();
        String name = json.string("shortname").orElseThrow();
        StoredEntry entry = made.get(
                Locator.of("management", subpath, name, ResourceType.of(type).orElseThrow())
                        .toString());
        assertThat(entry).as(meta.toString()).isNotNull();
        assertThat(comparable(json))
                .as(meta.toString())
                .isEqualTo(comparable(entry.entry().meta()));
        Path body = home.resolve(name + ".json");
        assertThat(Files.exists(body) && !type.equals("space"))
                .isEqualTo(entry.jsonBody().isPresent());
        if (entry.jsonBody().isPresent()) {
            assertThat(JsonCodec.parse(Files.readAllBytes(body)))
                    .isEqualTo(JsonCodec.materialize(entry.jsonBody().get()));
        }
    }

    private static JsonObject comparable(JsonObject meta) {
        JsonObject.Builder out = JsonObject.builder();
        meta.members().forEach((name, value) -> {
            boolean random = Set.of("uuid", "created_at", "updated_at", "password", "last_checksum_history")
                    .contains(name);
            boolean usual =
                    value.equals(JsonBool.FALSE) || value.equals(JsonArray.EMPTY) || value.equals(new JsonString(""));
            if (!random && !usual) {
                out.put(
                        name,
                        name.equals("payload") ? value.asObject().orElseThrow().without("checksum") : value);
            }
        });
        return out.build();
    }

    private static Path repository() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        return root;
    }

    /** Each is 100 MiB and the better part of a second. */
    @Test
    void oneHashIsMadeInAnEmptyFolder() {
        world.start(Map.of("admin_password", "Correct9Horse"));
        assertThat(world.user("dmart").string("password")).contains("hash:Correct9Horse");
        assertThat(world.hashes).hasValue(1);
    }

    @Test
    void oneHashIsMadeOfAPasswordOfItsOwn() {
        world.start(Map.of());
        assertThat(world.user("dmart").string("password").orElseThrow()).startsWith("hash:");
        assertThat(world.hashes).hasValue(1);
    }
}
