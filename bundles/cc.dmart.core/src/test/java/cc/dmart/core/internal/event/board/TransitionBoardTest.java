package cc.dmart.core.internal.event.board;

import static cc.dmart.core.internal.event.host.PluginFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.VetoException;
import cc.dmart.core.internal.event.Acting;
import cc.dmart.core.internal.ticket.TransitionExtensions.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Guards and actions of workflows ({@code plugins-events.md} 4.7). */
class TransitionBoardTest {
    private final TransitionBoard board = new TransitionBoard();
    private final Step approve = new Step(
            Caller.of("max", "r", Map.of()),
            new Entry(
                    Locator.of("shop", "claims", "t1", ResourceType.TICKET), json("{'workflow_shortname':'expense'}")),
            "approve",
            "submitted",
            "approved",
            Optional.empty(),
            Optional.of("fine"));
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        board.close();
    }

    @Test
    void aGuardLetsPassOrRefusesWithItsOwnCode() {
        board.addGuard(
                t -> seen.add(t.user() + " " + t.workflow() + " " + t.fromState() + " " + t.toState()),
                Map.of("dmart.workflow.name", "open"),
                "b");
        board.addGuard(
                t -> {
                    throw new VetoException(400, "transition", 300, "over the limit");
                },
                Map.of("dmart.workflow.name", "limit"),
                "b");
        board.check(List.of("open"), approve);
        assertThat(seen).containsExactly("max expense submitted approved");
        assertThatThrownBy(() -> board.check(List.of("open", "limit"), approve))
                .isInstanceOfSatisfying(DmartException.Vetoed.class, e -> {
                    assertThat(e.code()).isEqualTo(300);
                    assertThat(e.text()).isEqualTo("over the limit");
                });
    }

    @Test
    void aGuardThatIsMissingFailsOrHangsRefuses() {
        board.addGuard(
                t -> {
                    throw new IllegalStateException("defect");
                },
                Map.of("component.name", "x.Broken"),
                "b");
        board.addGuard(
                t -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                Map.of("dmart.workflow.name", "slow", "dmart.timeout.ms", 30),
                "b");
        for (String name : List.of("absent", "Broken", "slow")) {
            assertThatThrownBy(() -> board.check(List.of(name), approve))
                    .isInstanceOf(DmartException.Vetoed.class)
                    .hasMessageContaining(name);
        }
    }

    @Test
    void whatFailsTooOftenIsLeftAlone() {
        board.addGuard(
                t -> {
                    seen.add("guard");
                    throw new IllegalStateException("defect");
                },
                Map.of("dmart.workflow.name", "broken"),
                "b");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> board.check(List.of("broken"), approve)).hasMessageContaining("failed");
        }
        assertThatThrownBy(() -> board.check(List.of("broken"), approve))
                .isInstanceOf(DmartException.Vetoed.class)
                .hasMessageContaining("is left alone");
        assertThat(seen).hasSize(5);
    }

    /** A timer takes transitions with the rights of the server, which are not for plugins. */
    @Test
    void anActionActsWithTheRightsOfTheAccountAndOneLevelDeeper() {
        board.addAction(
                t -> seen.add(Acting.current().orElseThrow().system() + " "
                        + Acting.current().orElseThrow().depth()),
                Map.of("dmart.workflow.name", "log"),
                "b");
        Step timed = new Step(
                approve.caller().asSystem(),
                approve.ticket(),
                approve.action(),
                approve.from(),
                approve.to(),
                Optional.empty(),
                Optional.empty());
        board.perform(List.of("log"), timed);
        assertThat(seen).containsExactly("false 1");
    }

    @Test
    void actionsAreCalledInOrderWhateverOneOfThemDoes() {
        board.addAction(
                t -> {
                    seen.add("mail");
                    throw new IllegalStateException("no server");
                },
                Map.of("dmart.workflow.name", "mail"),
                "b");
        board.addAction(t -> seen.add("log"), Map.of("dmart.workflow.name", "log"), "b");
        board.perform(List.of("mail", "absent", "log"), approve);
        assertThat(seen).containsExactly("mail", "log");
    }
}
