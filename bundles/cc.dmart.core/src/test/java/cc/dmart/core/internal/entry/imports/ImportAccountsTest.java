package cc.dmart.core.internal.entry.imports;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.imports.EntryImporter.Imported;
import cc.dmart.core.internal.entry.imports.EntryImporter.Outcome;
import cc.dmart.core.internal.entry.service.EntryWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How accounts, groups and roles come in with an archive ({@code security.md} 1.3, 5.11). */
class ImportAccountsTest {
    private final EntryWorld world = new EntryWorld();
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    private void store(Imported... entries) {
        world.importer.store(EntryWorld.DMART.silently(), List.of(entries), new EntryImporter.Told() {
            @Override
            public void stored(Imported entry, Outcome outcome) {
                told.add(name(entry) + (outcome.written() ? " written" : " there"));
            }

            @Override
            public void refused(Imported entry, RuntimeException why) {
                told.add(name(entry) + " " + (why instanceof DmartException e ? e.code() : why.getMessage()));
            }
        });
    }

    private static String name(Imported entry) {
        return entry.entry().at().shortname().value();
    }

    private static Imported account(ResourceType type, String folder, String name, String fields) {
        JsonObject meta = EntryWorld.json("{'shortname':'" + name + "','owner_shortname':'dmart'," + fields + "}");
        return new Imported(
                new StoredEntry(
                        new Entry(Locator.of("management", folder, name, type), meta),
                        Optional.empty(),
                        Optional.empty(),
                        ""),
                List.of(),
                List.of(),
                List.of(),
                true,
                e -> Optional.empty());
    }

    private JsonObject user(String name) {
        return world.store
                .find(Locator.of("management", "users", name, ResourceType.USER))
                .orElseThrow()
                .entry()
                .meta();
    }

    @Test
    void s5_11_anArchiveWithoutSecretsTakesNoneAway() {
        String more = "'password':'#s','google_id':'g','notes':'n','last_login':{'timestamp':1}";
        world.put("management", "users", "sara", ResourceType.USER, "{'roles':['keeper']," + more + "}");
        JsonObject stored = user("sara");
        store(account(ResourceType.USER, "users", "sara", "'is_active':true,'roles':['spare'],'password':'no hash'"));
        JsonObject after = user("sara");
        assertThat(after.strings("roles")).containsExactly("spare");
        for (String name : List.of("password", "google_id", "notes", "last_login")) {
            assertThat(after.get(name)).as(name).isEqualTo(stored.get(name));
        }
        assertThat(world.sessions).isEmpty();
    }

    /** A hash that everybody knows is no password ({@code security.md} B4). */
    @Test
    void s5_11_onlyPasswordsThatCountReplaceStoredOnes() {
        world.put("management", "users", "sara", ResourceType.USER, "{'roles':[],'password':'#s'}");
        store(account(ResourceType.USER, "users", "sara", "'roles':[],'password':'$argon2id$known'"));
        assertThat(user("sara").string("password")).contains("#s");
        store(account(ResourceType.USER, "users", "sara", "'roles':[],'password':'#new'"));
        assertThat(user("sara").string("password")).contains("#new");
    }

    /** Names that dangle are a wart that the sample data has, doubled addresses one that legacy data has. */
    @Test
    void s1_3_accountsComeInAsTheyWere() {
        world.put("management", "users", "lina", ResourceType.USER, "{'roles':[],'email':'l@x.org'}");
        store(
                account(ResourceType.USER, "users", "noor", "'roles':['gone'],'groups':['gone'],'email':'l@x.org'"),
                account(ResourceType.GROUP, "groups", "crew", "'roles':['gone']"),
                account(ResourceType.ROLE, "roles", "dummy", "'permissions':['gone']"));
        assertThat(told).containsExactly("noor written", "crew written", "dummy written");
        assertThat(user("noor").strings("roles")).containsExactly("gone");
        assertThat(user("noor").string("email")).contains("l@x.org");
    }

    @Test
    void s5_14_noArchiveTakesTheAdministratorAway() {
        store(account(ResourceType.USER, "users", "dmart", "'is_active':false,'roles':['super_admin']"));
        store(account(ResourceType.USER, "users", "dmart", "'is_active':true,'roles':['spare']"));
        assertThat(told).containsExactly("dmart 204", "dmart 204");
    }
}
