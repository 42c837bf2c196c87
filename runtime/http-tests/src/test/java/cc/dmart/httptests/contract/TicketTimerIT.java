package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Http;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A ticket that stays in a state too long moves by itself ({@code plugins-events.md} 4.7). */
@SharedWorld
class TicketTimerIT {
    private static final String WORKFLOW =
            "{initial_state:'new', states:[{state:'new', sla:'PT0.1S', on_timeout:'escalate',"
                    + "next:[{action:'escalate', state:'late', roles:['boss']}]}, {state:'late', next:[]}]}";
    private static final long LIMIT = Duration.ofSeconds(40).toNanos();

    @Test
    void theActionOfTheWorkflowIsTaken(World world) {
        Http admin = world.admin();
        create(admin, Shop.recordJson("space", "/", "timed", "{}"));
        create(admin, Shop.recordJson("folder", "/", "workflows", "{}"));
        create(
                admin,
                Shop.recordJson(
                        "content", "workflows", "short", "{payload:{content_type:'json', body:" + WORKFLOW + "}}"));
        create(admin, Shop.recordJson("ticket", "/", "t1", "{workflow_shortname:'short'}"));
        long end = System.nanoTime() + LIMIT;
        while (!state(admin).equals("late")) {
            assertThat(System.nanoTime()).as("still " + state(admin)).isLessThan(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static void create(Http admin, String record) {
        admin.post("/managed/request", Json.strict(Shop.request("timed", "create", record)))
                .expect(200);
    }

    private static String state(Http admin) {
        return admin.get("/managed/entry/ticket/timed/__root__/t1")
                .expect(200)
                .json()
                .at("/state")
                .asText();
    }
}
