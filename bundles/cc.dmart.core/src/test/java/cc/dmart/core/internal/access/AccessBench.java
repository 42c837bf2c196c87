package cc.dmart.core.internal.access;

import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Access decisions in a warm cache, and the grants of a user with 500 permissions compiled anew: {@code runtime/bench/jmh.sh core
 * AccessBench}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AccessBench {
    private static final int PERMISSIONS = 500;

    private static AccessWorld world() {
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
        return world.user("max", "{'roles':['everything','editor']}");
    }

    /** A caller who asks again and again. */
    @State(Scope.Benchmark)
    public static class Warm {
        /** {@code ed} and {@code vi} have few permissions, {@code max} has 500. */
        @Param({"ed", "vi", "max"})
        public String user = "";

        private AccessPolicyImpl policy;
        private Caller caller;
        private final AccessTarget target = AccessTarget.of(new Entry(
                Locator.of("shop", "products/shoes/red", "p9", ResourceType.CONTENT),
                AccessWorld.json("{'is_active':true,'owner_shortname':'x'}")));

        /** The decision table with many permissions more. */
        @Setup
        public void start() {
            policy = new AccessPolicyImpl(
                    world().store(),
                    AccessWorld.NO_SEARCH,
                    (search, space) -> new IndexQuery.None(),
                    "management",
                    true);
            caller = Caller.of(user, "r", Map.of());
        }
    }

    /** Records in memory. */
    @State(Scope.Benchmark)
    public static class Cold {
        private final GrantCompiler compiler = new GrantCompiler(world().store(), "management", true);
    }

    /** One decision about one entry. */
    @Benchmark
    public boolean decision(Warm state) {
        return state.policy.allows(state.caller, ActionType.VIEW, state.target);
    }

    /** All grants of one user. */
    @Benchmark
    public Object compile500(Cold state) {
        return state.compiler.compile("max");
    }
}
