package cc.dmart.core.internal.access;

import static cc.dmart.core.internal.access.AccessWorld.rule;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.Leaf;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.Subpath;
import cc.dmart.core.internal.query.Defaults;
import cc.dmart.core.internal.search.SearchParserImpl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The row filter on the in-memory index: the examples of {@code query.md} 5.3, and property P1 of {@code security.md} 4.1. */
class RowFilterTest {
    private static final SpaceName SHOP = new SpaceName("shop");

    private final InMemoryEntryIndex index = new InMemoryEntryIndex();
    private final List<Entry> entries = new ArrayList<>();
    private long seq;

    private void add(String subpath, String name, ResourceType type, String meta) {
        Entry entry = new Entry(Locator.of("shop", subpath, name, type), AccessWorld.json(meta));
        if (entries.stream().anyMatch(e -> e.at().equals(entry.at()))) {
            return;
        }
        entries.add(entry);
        Map<ExactField, Collection<String>> terms = AccessTerms.of(entry);
        terms.put(ExactField.SUBPATH, Set.of(entry.at().subpath().slashed()));
        List<Leaf> leaves = entry.payload()
                .flatMap(p -> p.json().object("body"))
                .flatMap(b -> b.string("category"))
                .map(c -> List.of(Leaf.keyword("payload.body.category", c, Leaf.NO_INSTANT)))
                .orElse(List.of());
        index.apply(new IndexBatch(
                ++seq,
                List.of(),
                List.of(),
                List.of(new IndexDocument(
                        entry.at(), DocumentKind.ENTRY, terms, leaves, Set.of("payload.body.category"), List.of()))));
    }

    private AccessPolicyImpl policy(AccessWorld world) {
        return new AccessPolicyImpl(world.store(), new SearchParserImpl(Defaults.with(Map.of())), "management", true);
    }

    private List<String> seen(AccessPolicy policy, String user, IndexQuery query) {
        IndexQuery access = policy.rowFilter(Caller.of(user, "r", Map.of()), SHOP);
        return index
                .search(new IndexRequest(SHOP, DocumentKind.ENTRY, query, access, List.of(), 0, 10_000, true))
                .hits()
                .stream()
                .map(Locator::toString)
                .toList();
    }

    private List<String> names(AccessPolicy policy, String user) {
        return seen(policy, user, new IndexQuery.All()).stream()
                .map(at -> at.substring(at.lastIndexOf('/') + 1, at.indexOf('(')))
                .toList();
    }

    private void conformanceData() {
        String active = "{'is_active':true,'owner_shortname':'";
        add("/", "F1", ResourceType.FOLDER, active + "dmart'}");
        add("products", "P1", ResourceType.CONTENT, active + "alice','payload':{'body':{'category':'footwear'}}}");
        add("products", "P2", ResourceType.CONTENT, active + "bob','payload':{'body':{'category':'footwear'}}}");
        add(
                "products",
                "P3",
                ResourceType.CONTENT,
                "{'is_active':false,'owner_shortname':'alice','payload':{'body':{'category':'headwear'}}}");
        add(
                "products/clearance",
                "P4",
                ResourceType.CONTENT,
                active + "carol','payload':{'body':{'category':'footwear'}}}");
        add("products", "P5", ResourceType.CONTENT, active + "bob'}");
        add("articles", "A1", ResourceType.CONTENT, active + "alice'}");
        add("articles", "A2", ResourceType.CONTENT, active + "bob'}");
        add("articles", "A3", ResourceType.CONTENT, active + "carol'}");
        add("tickets", "T1", ResourceType.TICKET, active + "sara'}");
        add("tickets", "T2", ResourceType.TICKET, active + "omar'}");
        add("tickets", "T3", ResourceType.TICKET, active + "sara'}");
        add("schema", "S1", ResourceType.SCHEMA, active + "dmart'}");
        add(
                "private",
                "X1",
                ResourceType.CONTENT,
                active + "carol','acl':[{'user_shortname':'bob','allowed_actions':['query','view']}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "anonymous, P1 P2 P4 P5",
        "alice, P1 P3 A1",
        "bob, P2 P5 A2 X1",
        "sara, T1 T3",
        "carol, ''",
        "dave, F1 P1 P2 P3 P4 P5 A1 A2 A3 T1 T2 T3 S1 X1",
        "erin, A1 A2 A3",
        "frank, P1 P2 P4",
        "nobody, ''",
    })
    void s4_1_examplesOfTheSpecification(String user, String expected) {
        conformanceData();
        String every = "space folder content schema ticket user group role permission log post notification";
        AccessWorld world = new AccessWorld()
                .permission("world", rule("'shop':['products']", "content", "query view", "is_active"))
                .permission("p_alice", rule("'shop':['__all_subpaths__']", "content", "query", "own"))
                .permission("p_bob", rule("'shop':['products']", "content", "query", "is_active own"))
                .permission("p_sara", rule("'__all_spaces__':['tickets/__current_user__']", "ticket", "query view", ""))
                .permission("p_dave", rule("'shop':['/']", every, "query", ""))
                .permission("p_erin_a", rule("'shop':['articles']", "content", "query", "is_active"))
                .permission("p_erin_b", rule("'shop':['articles']", "content", "query", ""))
                .permission(
                        "p_frank",
                        "{'subpaths':{'shop':['products']},'resource_types':['content'],'actions':['query'],"
                                + "'conditions':[],'filter_fields_values':'@payload.body.category:footwear'}")
                .role("world")
                .role("alice", "p_alice")
                .role("bob", "p_bob")
                .role("sara", "p_sara")
                .role("dave", "p_dave")
                .role("erin", "p_erin_a", "p_erin_b")
                .role("frank", "p_frank")
                .user("anonymous", "{'roles':['world'],'is_active':false}")
                .user("carol", "{'roles':[]}");
        for (String name : List.of("alice", "bob", "sara", "dave", "erin", "frank")) {
            world.user(name, "{'roles':['" + name + "']}");
        }
        List<String> names = expected.isEmpty() ? List.of() : List.of(expected.split(" "));
        assertThat(names(policy(world), user)).containsExactlyInAnyOrderElementsOf(names);
    }

    /** A grant on the root lists what lies below, and a list of an entry shows it to who has no role at all. */
    @Test
    void s3_12_x2_rowsByParentAndByList() {
        conformanceData();
        AccessPolicyImpl policy = policy(new AccessWorld()
                .permission("all", rule("'shop':['/']", "content", "query view", ""))
                .role("reader", "all")
                .user("ann", "{'roles':['reader']}")
                .user("bob", "{}"));
        assertThat(names(policy, "ann"))
                .containsExactlyInAnyOrder("P1", "P2", "P3", "P4", "P5", "A1", "A2", "A3", "X1");
        assertThat(names(policy, "bob")).containsExactly("X1");
    }

    /** Whether a policy speaks for somebody is known of the policies, whatever lists of entries say. */
    @ParameterizedTest
    @CsvSource({
        "ghost, true, true",
        "bob, true, true",
        "anonymous, true, true",
        "asks, false, true",
        "looks, true, false",
        "both, false, false",
        "away, true, true",
    })
    void s4_1_policiesSpeakOrDoNot(String user, boolean entries, boolean attachments) {
        AccessWorld world = new AccessWorld()
                .permission("world", rule("'shop':['products']", "content", "query view", "own"))
                .permission("asks", rule("'shop':['products']", "content", "query", ""))
                .permission("looks", rule("'shop':['products']", "content", "view", ""))
                .permission("away", rule("'depot':['products']", "content", "query view", ""))
                .role("world")
                .role("asks", "asks")
                .role("looks", "looks")
                .role("away", "away")
                .user("bob", "{}")
                .user("anonymous", "{'roles':['world'],'is_active':false}")
                .user("asks", "{'roles':['asks']}")
                .user("looks", "{'roles':['looks']}")
                .user("away", "{'roles':['away']}")
                .user("both", "{'roles':['asks','looks']}");
        AccessPolicyImpl policy = policy(world);
        Caller caller = Caller.of(user, "r", Map.of());
        assertThat(policy.isWithoutPolicies(caller, SHOP, DocumentKind.ENTRY)).isEqualTo(entries);
        assertThat(policy.isWithoutPolicies(caller, SHOP, DocumentKind.ATTACHMENT))
                .isEqualTo(attachments);
    }

    @Test
    void s4_1_groupOwnsForItsMembers() {
        add(
                "products",
                "G1",
                ResourceType.CONTENT,
                "{'is_active':true,'owner_shortname':'x','owner_group_shortname':'staff'}");
        add("products", "G2", ResourceType.CONTENT, "{'is_active':true,'owner_shortname':'staff'}");
        AccessWorld world = new AccessWorld()
                .permission("p", rule("'shop':['products']", "content", "query", "is_active own"))
                .role("r", "p")
                .user("bob", "{'roles':['r'],'groups':['staff']}");
        assertThat(names(policy(world), "bob")).containsExactly("G1");
    }

    /** Characters that mean something in a pattern of SQL are characters of names here. */
    @Test
    void s4_1_ownersAreComparedExactly() {
        add("products", "E1", ResourceType.CONTENT, "{'is_active':true,'owner_shortname':'a_b'}");
        add("products", "E2", ResourceType.CONTENT, "{'is_active':true,'owner_shortname':'axb'}");
        AccessPolicyImpl policy = policy(new AccessWorld()
                .permission("p", rule("'shop':['products']", "content", "query", "own"))
                .role("r", "p")
                .user("a_b", "{'roles':['r']}")
                .user("axb", "{'roles':['r']}"));
        assertThat(names(policy, "a_b")).containsExactly("E1");
        assertThat(names(policy, "axb")).containsExactly("E2");
    }

    @Test
    void s4_2_identityIsStableUntilARecordChanges() {
        AccessWorld world = new AccessWorld()
                .permission("p", rule("'shop':['/']", "content", "query", ""))
                .role("r", "p")
                .user("bob", "{'roles':['r']}");
        AccessPolicyImpl policy = policy(world);
        Caller bob = Caller.of("bob", "r", Map.of());
        IndexQuery first = policy.rowFilter(bob, SHOP);
        policy.invalidate();
        assertThat(policy.rowFilter(bob, SHOP)).isSameAs(first);
        world.role("r");
        policy.invalidate();
        assertThat(policy.rowFilter(bob, SHOP)).isNotEqualTo(first);
    }

    /** P1: a query returns exactly the rows that the definition in {@code security.md} 4.1 names, over a generated world. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void s4_1_p1_filterEqualsTheDefinition(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 250; i++) {
            randomEntry(random, i);
        }
        for (int round = 0; round < 12; round++) {
            AccessPolicyImpl policy = policy(randomWorld(random));
            for (String user : List.of("a", "b", "staff", "anonymous", "off")) {
                Caller caller = Caller.of(user, "r", Map.of());
                List<String> expected = entries.stream()
                        .filter(e -> policy.lists(caller, AccessTarget.of(e)))
                        .map(e -> e.at().toString())
                        .toList();
                assertThat(seen(policy, user, new IndexQuery.All()))
                        .as("user %s: %s", user, policy.permissions(caller))
                        .containsExactlyInAnyOrderElementsOf(expected);
                for (Entry e : entries) {
                    if (policy.lists(caller, AccessTarget.of(e))
                            && e.acl().isEmpty()
                            && !e.owner().equals(user)) {
                        assertThat(policy.allows(caller, ActionType.QUERY, AccessTarget.of(e)))
                                .isTrue();
                    }
                }
            }
        }
    }

    /** P2: whoever finds a row through a permission that says {@code view} too may view it. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void s4_1_p2_whatIsListedMayBeViewed(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 250; i++) {
            randomEntry(random, i);
        }
        int looked = 0;
        for (int round = 0; round < 12; round++) {
            AccessPolicyImpl policy = policy(randomWorld(random, List.of("query view", "update view query")));
            for (String user : List.of("a", "b", "staff", "anonymous")) {
                List<String> rows = seen(policy, user, new IndexQuery.All());
                for (Entry e : entries) {
                    if (rows.contains(e.at().toString())
                            && e.acl().isEmpty()
                            && !e.owner().equals(user)) {
                        assertThat(policy.allows(Caller.of(user, "r", Map.of()), ActionType.VIEW, AccessTarget.of(e)))
                                .as("%s views %s", user, e.at())
                                .isTrue();
                        looked++;
                    }
                }
            }
        }
        assertThat(looked).isGreaterThan(100);
    }

    private AccessPolicyImpl ofReaders(String conditions) {
        return policy(new AccessWorld()
                .permission("p", rule("'shop':['products']", "content", "query", conditions))
                .role("r", "p")
                .user("ann", "{'roles':['r']}")
                .user("bob", "{}")
                .user("anonymous", "{'roles':['r']}"));
    }

    private void product(String name, boolean active, String owner, String acl) {
        String list = acl.isEmpty() ? "" : ",'acl':[" + acl + "]";
        add(
                "products",
                name,
                ResourceType.CONTENT,
                "{'is_active':" + active + ",'owner_shortname':'" + owner + "'" + list + "}");
    }

    @Test
    void s4_1_v1_conditionsHoldForEachRow() {
        product("on", true, "x", "");
        product("off", false, "x", "");
        AccessPolicyImpl policy = ofReaders("is_active");
        assertThat(names(policy, "ann")).containsExactly("on");
        assertThat(names(policy, "bob")).isEmpty();
        assertThat(policy.mayQuery(
                        Caller.of("ann", "r", Map.of()), SHOP, Subpath.parse("products"), ResourceType.CONTENT))
                .as("the gate lets conditions be")
                .isTrue();
    }

    @Test
    void s4_1_v2_theListOfARowNamesWhoSeesIt() {
        product("shared", true, "x", "{'user_shortname':'bob','allowed_actions':['query']}");
        product("viewed", true, "x", "{'user_shortname':'bob','allowed_actions':['view']}");
        product("denied", true, "x", "{'user_shortname':'ann','allowed_actions':[],'denied':['query']}");
        AccessPolicyImpl policy = ofReaders("");
        assertThat(names(policy, "bob")).containsExactly("shared");
        assertThat(names(policy, "ann")).containsExactlyInAnyOrder("shared", "viewed");
    }

    @Test
    void s4_1_v3_anOwnerSeesHisRowsWhereHeMayAsk() {
        add("elsewhere", "ann1", ResourceType.CONTENT, "{'is_active':false,'owner_shortname':'ann'}");
        add("elsewhere", "bob1", ResourceType.CONTENT, "{'is_active':true,'owner_shortname':'bob'}");
        add("elsewhere", "no1", ResourceType.CONTENT, "{'is_active':true,'owner_shortname':'anonymous'}");
        AccessPolicyImpl policy = ofReaders("");
        assertThat(names(policy, "ann")).containsExactly("ann1");
        assertThat(names(policy, "bob")).as("no grant names the space").isEmpty();
        assertThat(names(policy, "anonymous")).as("nobody owns as anonymous").isEmpty();
    }

    private static <T> T pick(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void randomEntry(Random random, int number) {
        List<String> segments = List.of("x", "y", "a");
        StringBuilder path = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            path.append('/').append(pick(random, segments));
        }
        ResourceType type = pick(random, List.of(ResourceType.CONTENT, ResourceType.CONTENT, ResourceType.FOLDER));
        String name = type == ResourceType.FOLDER ? pick(random, segments) : "e" + number;
        String acl = random.nextInt(5) > 0
                ? ""
                : ",'acl':[{'user_shortname':'" + pick(random, List.of("a", "b")) + "','allowed_actions':["
                        + pick(random, List.of("'query'", "'view'", "")) + "],'denied':["
                        + pick(random, List.of("'query'", "", "")) + "]}]";
        String group =
                random.nextInt(3) > 0 ? "" : ",'owner_group_shortname':'" + pick(random, List.of("staff", "b")) + "'";
        add(
                path.toString(),
                name,
                type,
                "{'is_active':" + random.nextBoolean() + ",'owner_shortname':'"
                        + pick(random, List.of("a", "b", "staff", "anonymous")) + "'" + group + acl + "}");
    }

    private static AccessWorld randomWorld(Random random) {
        return randomWorld(random, List.of("query", "query", "query view", "view"));
    }

    private static AccessWorld randomWorld(Random random, List<String> actions) {
        List<String> values = List.of(
                "/",
                "__all_subpaths__",
                "x",
                "y",
                "a",
                "x/y",
                "__all_subpaths__/y",
                "x/__all_subpaths__/a",
                "__current_user__",
                "__current_user__owner__/y",
                "x/y/a",
                "a/__all_subpaths__",
                "y/__all_subpaths__/x");
        AccessWorld world = new AccessWorld();
        for (int i = 0; i < 6; i++) {
            String space = pick(random, List.of("shop", "__all_spaces__", "__all_spaces__", "site"));
            world.permission(
                    i == 0 ? "world" : "p" + i,
                    rule(
                            "'" + space + "':['" + pick(random, values) + "','" + pick(random, values) + "']",
                            pick(random, List.of("content", "folder", "content folder")),
                            pick(random, actions),
                            pick(random, List.of("", "", "is_active", "own", "is_active own", "strange"))));
        }
        world.role("r1", "p1", "p2")
                .role("r2", "p3", "p4")
                .role("logged_in", "p5")
                .group("staff", "r2");
        world.user("a", "{'roles':['r1'],'owner_shortname':'x'}");
        world.user("b", "{'roles':['r2'],'groups':['staff']}");
        world.user("staff", "{'roles':['r1','r2']}");
        world.user("anonymous", "{'roles':['r1'],'is_active':false}");
        world.user("off", "{'roles':['r1'],'is_active':false}");
        return world;
    }
}
