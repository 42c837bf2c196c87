package cc.dmart.core.internal.access;

import static cc.dmart.core.internal.access.AccessWorld.json;
import static cc.dmart.core.internal.access.AccessWorld.rule;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the ceiling does with roles that many have ({@code security.md} 3.9). */
class ConsequencesTest {
    private static final Locator OWN = Locator.of("management", "permissions", "one_own", ResourceType.PERMISSION);

    private final AtomicInteger asked = new AtomicInteger();
    private final AccessWorld world = new AccessWorld()
            .permission("each_free", rule("'hr':['people/__current_user__']", "media", "view", ""))
            .permission("one_own", rule("'hr':['people/zed']", "media", "view", "own"))
            .role("holder", "each_free", "one_own")
            .role("idle")
            .user("boss", "{'roles':['idle']}");

    private boolean permits(Locator at, int most) {
        RecordSearch counting = (type, field, name, test) -> {
            asked.incrementAndGet();
            return world.search().all(type, field, name, test);
        };
        GrantCompiler compiler = new GrantCompiler(world.store(), "management", true);
        JsonObject stored = world.store().find(at).orElseThrow().entry().meta();
        return new Ceiling(compiler, counting, most)
                .permits(compiler.compile("boss"), AccessTarget.of(new Entry(at, stored)), stored, json("{}"));
    }

    private void accounts(int number) {
        for (int i = 0; i < number; i++) {
            world.user("a" + i, "{'roles':['holder']}");
        }
    }

    /** Two with the same roles may have other rights by them, since places may be named by who they are. */
    @Test
    void s3_9_theLastOfManyIsTriedOut() {
        accounts(1_100);
        assertThat(permits(OWN, Consequences.MOST)).isTrue();
        world.user("zed", "{'roles':['holder']}");
        assertThat(permits(OWN, Consequences.MOST)).isFalse();
    }

    @Test
    void s3_9_whatTooManyHaveOnlyAnAdministratorChanges() {
        accounts(Consequences.MOST - 1);
        assertThat(permits(OWN, Consequences.MOST))
                .as("the role and all accounts")
                .isTrue();
        world.user("more", "{'roles':['holder']}");
        assertThat(permits(OWN, Consequences.MOST)).isFalse();
    }

    @Test
    void s3_9_rolesAndGroupsCountToo() {
        for (int i = 0; i < 6; i++) {
            world.role("r" + i, "one_own");
        }
        world.group("g0", "r0", "r1", "r2", "r3", "r4", "r5").group("g1", "r0", "r1", "r2", "r3", "r4", "r5");
        int records = 1 + 6 + 2 * 6; // holder too
        assertThat(permits(OWN, records)).isTrue();
        assertThat(asked).as("the members of each group once").hasValue(1 + 2 * 7 + 2);
        assertThat(permits(OWN, records - 1)).isFalse();
    }
}
