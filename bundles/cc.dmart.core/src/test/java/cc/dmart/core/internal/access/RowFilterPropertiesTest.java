package cc.dmart.core.internal.access;

import static cc.dmart.core.internal.access.AccessWorld.rule;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties P1 and P2 of {@code security.md} 4.1 over generated worlds. */
class RowFilterPropertiesTest {
    private final AccessRows rows = new AccessRows();

    /** P1: a query returns exactly the rows that the definition in {@code security.md} 4.1 names, over a generated world. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void s4_1_p1_filterEqualsTheDefinition(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 250; i++) {
            randomEntry(random, i);
        }
        for (int round = 0; round < 12; round++) {
            AccessPolicyImpl policy = AccessRows.policy(randomWorld(random));
            for (String user : List.of("a", "b", "staff", "anonymous", "off")) {
                Caller caller = Caller.of(user, "r", Map.of());
                List<String> expected = rows.entries.stream()
                        .filter(e -> policy.lists(caller, AccessTarget.of(e)))
                        .map(e -> e.at().toString())
                        .toList();
                assertThat(rows.seen(policy, user, new IndexQuery.All()))
                        .as("user %s: %s", user, policy.permissions(caller))
                        .containsExactlyInAnyOrderElementsOf(expected);
                for (Entry e : rows.entries) {
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
            AccessPolicyImpl policy =
                    AccessRows.policy(randomWorld(random, List.of("query view", "update view query")));
            for (String user : List.of("a", "b", "staff", "anonymous")) {
                List<String> listed = rows.seen(policy, user, new IndexQuery.All());
                for (Entry e : rows.entries) {
                    if (listed.contains(e.at().toString())
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
        rows.add(
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
