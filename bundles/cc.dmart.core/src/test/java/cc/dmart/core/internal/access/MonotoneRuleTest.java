package cc.dmart.core.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.core.internal.access.ReferenceRules.Asked;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule R0 of {@code security.md} over generated worlds: what is decided is what the text says, in both directions, and nothing is
 * allowed that HEAD would deny for the same data, but through roles of groups where these count (X1).
 */
class MonotoneRuleTest {
    private static final List<String> USERS = List.of("a", "b", "staff", "anonymous", "off", "ghost");
    private static final List<String> ACTIONS =
            List.of("query", "view", "create", "update", "delete", "assign", "move", "lock", "attach");
    private static final List<String> VALUES = List.of(
            "/",
            "__all_subpaths__",
            "x",
            "/x/",
            "y",
            "a",
            "x//y",
            "__all_subpaths__/y",
            "x/__all_subpaths__/a",
            "__current_user__",
            "x/__current_user__",
            "__current_user__owner__/y",
            "a/__all_subpaths__",
            "y/__all_subpaths__/x");
    private static final List<String> FIELDS = List.of(
            "'restricted_fields':['body.cost']", "'restricted_fields':['body','slug']", "'restricted_fields':[]");
    private static final List<String> LEGAL = List.of(
            "{}", "{'body.stage':['draft','ready']}", "{'body.stage':[['draft','ready'],['x']]}", "{'body.stage':[]}");
    private static final List<String> WRITTEN = List.of(
            "{}",
            "{'slug':'s'}",
            "{'body':null}",
            "{'body':{}}",
            "{'body':{'cost':{'usd':1}}}",
            "{'body':{'costs':1,'stage':'draft'}}",
            "{'body':{'stage':['draft','live']}}",
            "{'body':{'stage':['ready','draft']}}",
            "{'body':{'stage':{'a':'draft'}},'slugs':'s'}",
            "{'displayname':{'en':'x'}}");

    private final Random random = new Random(0);
    private int allowed;
    private int hardened;

    @ParameterizedTest
    @ValueSource(longs = {31, 41, 59, 26, 53, 58})
    void s0_r0_nothingIsAllowedThatHeadDenies(long seed) {
        random.setSeed(seed);
        for (int round = 0; round < 15; round++) {
            AccessWorld world = world();
            for (boolean groups : new boolean[] {true, false}) {
                compare(world, groups);
            }
        }
        assertThat(allowed).as("questions that somebody may").isGreaterThan(500);
        assertThat(hardened).as("questions that HEAD alone allows").isGreaterThan(50);
    }

    private void compare(AccessWorld world, boolean groups) {
        AccessPolicyImpl policy = new AccessPolicyImpl(
                world.store(), AccessWorld.NO_SEARCH, (search, space) -> new IndexQuery.None(), "management", groups);
        ReferenceRules ours = new ReferenceRules(world.store(), false, groups);
        ReferenceRules head = new ReferenceRules(world.store(), true, groups);
        for (int i = 0; i < 120; i++) {
            Asked asked = asked();
            AccessTarget target = target(asked);
            ActionType action = ActionType.of(asked.action()).orElseThrow();
            for (String user : USERS) {
                Caller caller = Caller.of(user, "r", Map.of());
                boolean verdict = policy.allows(caller, action, target);
                assertThat(verdict).as("%s: %s", user, asked).isEqualTo(ours.allows(user, asked));
                boolean reference = head.allows(user, asked);
                assertThat(reference || !verdict)
                        .as("HEAD allows too: %s: %s", user, asked)
                        .isTrue();
                assertThat(verdict || !policy.allowsStrictly(caller, action, target))
                        .isTrue();
                allowed += verdict ? 1 : 0;
                hardened += reference && !verdict ? 1 : 0;
            }
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Asked asked() {
        ResourceType type = pick(List.of(
                ResourceType.CONTENT,
                ResourceType.CONTENT,
                ResourceType.FOLDER,
                ResourceType.COMMENT,
                ResourceType.SPACE));
        StringBuilder path = new StringBuilder("/");
        for (int i = type == ResourceType.SPACE ? 0 : random.nextInt(4); i > 0; i--) {
            path.append(pick(List.of("x", "y", "a"))).append('/');
        }
        String space = pick(List.of("shop", "site"));
        String name = type == ResourceType.SPACE ? space : pick(List.of("x", "y", "e1"));
        String acl = random.nextInt(4) > 0
                ? ""
                : ",'acl':[{'user_shortname':'" + pick(USERS) + "','allowed_actions':['" + pick(ACTIONS)
                        + "','update']," + "'denied':['" + pick(ACTIONS)
                        + "']},{'user_shortname':'a','allowed_actions':['view']}]";
        JsonObject meta = AccessWorld.json("{'is_active':" + random.nextBoolean() + ",'owner_shortname':'"
                + pick(List.of("a", "b", "staff", "anonymous")) + "','owner_group_shortname':'"
                + pick(List.of("", "staff", "b")) + "'" + acl + "}");
        return new Asked(space, path.toString(), type, name, pick(ACTIONS), meta, AccessWorld.json(pick(WRITTEN)));
    }

    private static AccessTarget target(Asked asked) {
        Locator at = Locator.of(asked.space(), asked.subpath(), asked.shortname(), asked.type());
        return AccessTarget.of(new Entry(at, asked.meta())).writing(asked.attributes());
    }

    private AccessWorld world() {
        AccessWorld world = new AccessWorld();
        for (String name : List.of("world", "p1", "p2", "p3", "p4", "p5")) {
            String first = pick(VALUES);
            String values = random.nextInt(10) == 0 ? "" : "'" + first + "','" + pick(VALUES) + "'";
            world.permission(
                    name,
                    "{'is_active':" + (random.nextInt(8) > 0) + ",'subpaths':{'"
                            + pick(List.of("shop", "shop", "__all_spaces__", "site")) + "':[" + values
                            + "]},'resource_types':["
                            + pick(List.of("'content'", "'content','folder'", "'comment','space','content'", ""))
                            + "],'actions':['" + pick(ACTIONS) + "','" + pick(ACTIONS) + "','create','update'],"
                            + "'conditions':[" + pick(List.of("", "", "", "'is_active'", "'own'", "'strange'")) + "],"
                            + pick(FIELDS) + ",'allowed_fields_values':" + pick(LEGAL) + "}");
        }
        world.role("r1", "p1", "p2", "gone");
        if (random.nextBoolean()) {
            world.role("r2", "p3", "p4");
        } else {
            world.inactiveRole("r2", "p3", "p4");
        }
        world.role("logged_in", "p5")
                .role("r3", "p2", "p4")
                .group("staff", "r3")
                .group("b", "r2");
        world.user("a", "{'roles':['r1','missing'],'owner_shortname':'x'}");
        world.user("b", "{'roles':['r2'],'groups':['staff']}");
        world.user("staff", "{'roles':['r1','r2'],'groups':['b','nobody']}");
        world.user("anonymous", "{'roles':['" + pick(List.of("r1", "r2")) + "'],'is_active':false}");
        world.user("off", "{'roles':['r1'],'is_active':false}");
        return world;
    }
}
