package cc.dmart.core.internal.access;

import static cc.dmart.core.internal.access.AccessWorld.rule;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Subpath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The row filter on the in-memory index: the examples of {@code query.md} 5.3, and {@code security.md} 4.1, 4.2. */
class RowFilterTest {
    private final AccessRows rows = new AccessRows();

    private void conformanceData() {
        String active = "{'is_active':true,'owner_shortname':'";
        rows.add("/", "F1", ResourceType.FOLDER, active + "dmart'}");
        rows.add("products", "P1", ResourceType.CONTENT, active + "alice','payload':{'body':{'category':'footwear'}}}");
        rows.add("products", "P2", ResourceType.CONTENT, active + "bob','payload':{'body':{'category':'footwear'}}}");
        rows.add(
                "products",
                "P3",
                ResourceType.CONTENT,
                "{'is_active':false,'owner_shortname':'alice','payload':{'body':{'category':'headwear'}}}");
        rows.add(
                "products/clearance",
                "P4",
                ResourceType.CONTENT,
                active + "carol','payload':{'body':{'category':'footwear'}}}");
        rows.add("products", "P5", ResourceType.CONTENT, active + "bob'}");
        rows.add("articles", "A1", ResourceType.CONTENT, active + "alice'}");
        rows.add("articles", "A2", ResourceType.CONTENT, active + "bob'}");
        rows.add("articles", "A3", ResourceType.CONTENT, active + "carol'}");
        rows.add("tickets", "T1", ResourceType.TICKET, active + "sara'}");
        rows.add("tickets", "T2", ResourceType.TICKET, active + "omar'}");
        rows.add("tickets", "T3", ResourceType.TICKET, active + "sara'}");
        rows.add("schema", "S1", ResourceType.SCHEMA, active + "dmart'}");
        rows.add(
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
        assertThat(rows.names(AccessRows.policy(world), user)).containsExactlyInAnyOrderElementsOf(names);
    }

    /** A grant on the root lists what lies below, and a list of an entry shows it to who has no role at all. */
    @Test
    void s3_12_x2_rowsByParentAndByList() {
        conformanceData();
        AccessPolicyImpl policy = AccessRows.policy(new AccessWorld()
                .permission("all", rule("'shop':['/']", "content", "query view", ""))
                .role("reader", "all")
                .user("ann", "{'roles':['reader']}")
                .user("bob", "{}"));
        assertThat(rows.names(policy, "ann"))
                .containsExactlyInAnyOrder("P1", "P2", "P3", "P4", "P5", "A1", "A2", "A3", "X1");
        assertThat(rows.names(policy, "bob")).containsExactly("X1");
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
        AccessPolicyImpl policy = AccessRows.policy(world);
        Caller caller = Caller.of(user, "r", Map.of());
        assertThat(policy.isWithoutPolicies(caller, AccessRows.SHOP, DocumentKind.ENTRY))
                .isEqualTo(entries);
        assertThat(policy.isWithoutPolicies(caller, AccessRows.SHOP, DocumentKind.ATTACHMENT))
                .isEqualTo(attachments);
    }

    @Test
    void s4_1_groupOwnsForItsMembers() {
        rows.add(
                "products",
                "G1",
                ResourceType.CONTENT,
                "{'is_active':true,'owner_shortname':'x','owner_group_shortname':'staff'}");
        rows.add("products", "G2", ResourceType.CONTENT, "{'is_active':true,'owner_shortname':'staff'}");
        AccessWorld world = new AccessWorld()
                .permission("p", rule("'shop':['products']", "content", "query", "is_active own"))
                .role("r", "p")
                .user("bob", "{'roles':['r'],'groups':['staff']}");
        assertThat(rows.names(AccessRows.policy(world), "bob")).containsExactly("G1");
    }

    /** Characters that mean something in a pattern of SQL are characters of names here. */
    @Test
    void s4_1_ownersAreComparedExactly() {
        rows.add("products", "E1", ResourceType.CONTENT, "{'is_active':true,'owner_shortname':'a_b'}");
        rows.add("products", "E2", ResourceType.CONTENT, "{'is_active':true,'owner_shortname':'axb'}");
        AccessPolicyImpl policy = AccessRows.policy(new AccessWorld()
                .permission("p", rule("'shop':['products']", "content", "query", "own"))
                .role("r", "p")
                .user("a_b", "{'roles':['r']}")
                .user("axb", "{'roles':['r']}"));
        assertThat(rows.names(policy, "a_b")).containsExactly("E1");
        assertThat(rows.names(policy, "axb")).containsExactly("E2");
    }

    @Test
    void s4_2_identityIsStableUntilARecordChanges() {
        AccessWorld world = new AccessWorld()
                .permission("p", rule("'shop':['/']", "content", "query", ""))
                .role("r", "p")
                .user("bob", "{'roles':['r']}");
        AccessPolicyImpl policy = AccessRows.policy(world);
        Caller bob = Caller.of("bob", "r", Map.of());
        IndexQuery first = policy.rowFilter(bob, AccessRows.SHOP);
        policy.invalidate();
        assertThat(policy.rowFilter(bob, AccessRows.SHOP)).isSameAs(first);
        world.role("r");
        policy.invalidate();
        assertThat(policy.rowFilter(bob, AccessRows.SHOP)).isNotEqualTo(first);
    }

    private AccessPolicyImpl ofReaders(String conditions) {
        return AccessRows.policy(new AccessWorld()
                .permission("p", rule("'shop':['products']", "content", "query", conditions))
                .role("r", "p")
                .user("ann", "{'roles':['r']}")
                .user("bob", "{}")
                .user("anonymous", "{'roles':['r']}"));
    }

    private void product(String name, boolean active, String owner, String acl) {
        String list = acl.isEmpty() ? "" : ",'acl':[" + acl + "]";
        rows.add(
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
        assertThat(rows.names(policy, "ann")).containsExactly("on");
        assertThat(rows.names(policy, "bob")).isEmpty();
        assertThat(policy.mayQuery(
                        Caller.of("ann", "r", Map.of()),
                        AccessRows.SHOP,
                        Subpath.parse("products"),
                        ResourceType.CONTENT))
                .as("the gate lets conditions be")
                .isTrue();
    }

    @Test
    void s4_1_v2_theListOfARowNamesWhoSeesIt() {
        product("shared", true, "x", "{'user_shortname':'bob','allowed_actions':['query']}");
        product("viewed", true, "x", "{'user_shortname':'bob','allowed_actions':['view']}");
        product("denied", true, "x", "{'user_shortname':'ann','allowed_actions':[],'denied':['query']}");
        AccessPolicyImpl policy = ofReaders("");
        assertThat(rows.names(policy, "bob")).containsExactly("shared");
        assertThat(rows.names(policy, "ann")).containsExactlyInAnyOrder("shared", "viewed");
    }

    @Test
    void s4_1_v3_anOwnerSeesHisRowsWhereHeMayAsk() {
        rows.add("elsewhere", "ann1", ResourceType.CONTENT, "{'is_active':false,'owner_shortname':'ann'}");
        rows.add("elsewhere", "bob1", ResourceType.CONTENT, "{'is_active':true,'owner_shortname':'bob'}");
        rows.add("elsewhere", "no1", ResourceType.CONTENT, "{'is_active':true,'owner_shortname':'anonymous'}");
        AccessPolicyImpl policy = ofReaders("");
        assertThat(rows.names(policy, "ann")).containsExactly("ann1");
        assertThat(rows.names(policy, "bob")).as("no grant names the space").isEmpty();
        assertThat(rows.names(policy, "anonymous"))
                .as("nobody owns as anonymous")
                .isEmpty();
    }
}
