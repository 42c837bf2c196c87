package cc.dmart.core.internal.access;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.EntryStore;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Figures of access decisions and compiled grants. A main class:
 *
 * <pre>{@code mvn -pl bundles/cc.dmart.core -am test-compile, then run cc.dmart.core.internal.access.AccessBench}</pre>
 */
public final class AccessBench {
    private static final int ROUNDS = 15;
    private static final int PERMISSIONS = 500;

    private AccessBench() {}

    /** Prints one line per figure. */
    public static void main(String[] args) {
        AccessWorld world = AccessWorld.ofTheDecisionTable();
        for (int i = 0; i < PERMISSIONS; i++) {
            world.permission(
                    "many" + i,
                    "{'is_active':true,'subpaths':{'shop':['area" + i + "','area" + i
                            + "/__current_user__','x/__all_subpaths__/y" + i
                            + "'],'__all_spaces__':['z" + i
                            + "']},'resource_types':['content','folder','media','ticket'],"
                            + "'actions':['query','view','update'],'conditions':['is_active'],"
                            + "'restricted_fields':['payload.body.cost" + i + "']}");
        }
        world.role(
                "everything",
                IntStream.range(0, PERMISSIONS).mapToObj(i -> "many" + i).toArray(String[]::new));
        world.user("max", "{'roles':['everything','editor']}");
        EntryStore store = world.store();
        AccessPolicyImpl policy =
                new AccessPolicyImpl(store, (search, space) -> new IndexQuery.None(), "management", true);
        GrantCompiler compiler = new GrantCompiler(store, "management", true);
        AccessTarget target = AccessTarget.of(new Entry(
                Locator.of("shop", "products/shoes/red", "p9", ResourceType.CONTENT),
                AccessWorld.json("{'is_active':true,'owner_shortname':'x'}")));
        for (String user : new String[] {"ed", "vi", "max"}) {
            Caller caller = Caller.of(user, "r", Map.of());
            print(
                    "decision of " + user + ", warm",
                    "ns",
                    best(100_000, i -> policy.allows(caller, ActionType.VIEW, target)));
        }
        print("compile " + PERMISSIONS + " permissions", "us", best(50, i -> compiler.compile("max")) / 1e3);
        long begin = System.nanoTime();
        AccessPolicyImpl cold =
                new AccessPolicyImpl(store, (search, space) -> new IndexQuery.None(), "management", true);
        cold.allows(Caller.of("max", "r", Map.of()), ActionType.VIEW, target);
        print("first decision of max", "us", (System.nanoTime() - begin) / 1e3);
    }

    private static void print(String what, String unit, double value) {
        System.out.printf("%s %.1f %s%n", what, value, unit);
    }

    /** Best mean of several rounds, in nanoseconds. */
    private static double best(int calls, IntConsumer call) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                call.accept(i);
            }
            best = Math.min(best, (System.nanoTime() - begin) / (double) calls);
        }
        return best;
    }
}
