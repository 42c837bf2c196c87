package cc.dmart.core.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.storage.testing.InMemoryEntryStore;
import cc.dmart.core.internal.feed.DocumentBuilder;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordSearchTest {
    private static final int MANY = 1_201;

    private final InMemoryEntryStore store = new InMemoryEntryStore();
    private final InMemoryEntryIndex index = new InMemoryEntryIndex();
    private final DocumentBuilder documents = new DocumentBuilder(ZoneId.of("UTC"));
    private final RecordSearch search = RecordSearch.of(store, index, new SpaceName("management"));

    private Locator put(ResourceType type, String name, String meta) {
        Locator at = Locator.of("management", type.wire() + "s", name, type);
        store.put(at, AccessWorld.json(meta));
        index(at);
        return at;
    }

    private void index(Locator at) {
        IndexDocument document = documents.entry(store.find(at).orElseThrow(), List.of(), true);
        index.apply(new IndexBatch(0, List.of(), List.of(), List.of(document)));
    }

    private List<String> found(ResourceType type, String field, String name) {
        List<String> out = new ArrayList<>();
        assertThat(search.all(type, field, name, e -> out.add(e.at().shortname().value())))
                .isTrue();
        return out;
    }

    private void accounts() {
        for (int i = 0; i < MANY; i++) {
            put(ResourceType.USER, "u" + i, "{'roles':['clerk'],'groups':['crew']}");
        }
    }

    @ParameterizedTest
    @CsvSource({"roles,clerk", "groups,crew", "'',''"})
    void allOfManyAreFoundOnce(String field, String name) {
        accounts();
        assertThat(found(ResourceType.USER, field, name)).hasSize(MANY).doesNotHaveDuplicates();
    }

    /** Each one that is tested leaves the list: what comes behind it moves up, and is tested all the same. */
    @Test
    void thoseThatWereThereAreTestedWhateverChangesMeanwhile() {
        accounts();
        List<String> out = new ArrayList<>();
        assertThat(search.all(ResourceType.USER, "roles", "clerk", e -> {
                    put(ResourceType.USER, e.at().shortname().value(), "{'roles':[]}");
                    return out.add(e.at().shortname().value());
                }))
                .isTrue();
        assertThat(out).hasSize(MANY);
    }

    @Test
    void oneThatFailsEndsIt() {
        accounts();
        List<String> out = new ArrayList<>();
        assertThat(search.all(
                        ResourceType.USER,
                        "roles",
                        "clerk",
                        e -> out.add(e.at().shortname().value()) && out.size() < 3))
                .isFalse();
        assertThat(out).hasSize(3);
    }

    @Test
    void onlyTheTypeAndTheNameThatIsAskedFor() {
        put(ResourceType.USER, "ann", "{'roles':['clerk'],'groups':['crew']}");
        put(ResourceType.USER, "upper", "{'roles':['Clerk']}");
        put(ResourceType.USER, "bare", "{}");
        put(ResourceType.GROUP, "crew", "{'roles':['clerk']}");
        put(ResourceType.ROLE, "clerk", "{'permissions':['see']}");
        Locator left = put(ResourceType.USER, "left", "{'roles':['clerk']}");
        store.put(left, AccessWorld.json("{'roles':[]}"));
        assertThat(found(ResourceType.USER, "roles", "clerk")).containsExactly("ann");
        assertThat(found(ResourceType.USER, "groups", "crew")).containsExactly("ann");
        assertThat(found(ResourceType.GROUP, "roles", "clerk")).containsExactly("crew");
        assertThat(found(ResourceType.ROLE, "permissions", "see")).containsExactly("clerk");
        assertThat(found(ResourceType.USER, "", "")).containsExactlyInAnyOrder("ann", "upper", "bare", "left");
    }
}
