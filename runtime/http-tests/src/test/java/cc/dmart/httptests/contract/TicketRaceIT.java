package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.httptests.Http;
import cc.dmart.httptests.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The same step of a ticket asked for at the same time ({@code plugins-events.md} 4.4). */
@SharedWorld
class TicketRaceIT {
    private static final int TICKETS = 8;

    @Test
    void ofTwoApprovalsOneSucceeds(World world) {
        ClaimOffice.open(world);
        Http manager = world.http(Caller.user("max"));
        for (int i = 0; i < TICKETS; i++) {
            String name = "race" + i;
            ClaimOffice.submit(world, name);
            String path = "/managed/progress-ticket/tk/claims/" + name + "/approve";
            CompletableFuture<Reply> other = CompletableFuture.supplyAsync(() -> manager.put(path, Map.of()));
            Reply one = manager.put(path, Map.of());
            List<Reply> replies = List.of(one, other.join());
            assertThat(replies)
                    .as(replies.toString())
                    .filteredOn(r -> r.status() == 200)
                    .hasSize(1);
            assertThat(replies).filteredOn(r -> r.status() != 200).allSatisfy(r -> r.expectError(400, 300));
            assertThat(progressed(world, name)).as(name).isEqualTo(1);
        }
    }

    /** How many lines of the history of a ticket tell of a step to {@code approved}. */
    private static long progressed(World world, String name) {
        JsonNode lines = world.admin()
                .post(
                        "/managed/query",
                        Json.strict("{type:'history', space_name:'tk', subpath:'/claims', filter_shortnames:['" + name
                                + "'], limit:20}"))
                .expect(200)
                .json()
                .at("/records");
        long count = 0;
        for (JsonNode line : lines) {
            count += line.at("/attributes/diff/state/new").asText().equals("approved") ? 1 : 0;
        }
        return count;
    }
}
