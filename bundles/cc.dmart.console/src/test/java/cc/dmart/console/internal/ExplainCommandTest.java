package cc.dmart.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.service.AccessExplanation;
import cc.dmart.api.service.ExplainService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code dmart:explain} asks for. */
class ExplainCommandTest {
    private final List<ExplainService.Question> asked = new ArrayList<>();
    private final ExplainCommand command = new ExplainCommand(new ExplainService() {
        @Override
        public void requireAllowed(Caller caller) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AccessExplanation explain(Caller caller, Question question) {
            asked.add(question);
            throw new IllegalArgumentException("asked");
        }
    });

    /** An attachment lies deeper than an entry may. */
    @Test
    void asksForAnAttachmentOfADeepEntry() {
        Locator at = Locator.of("shop", "f".repeat(128), "n".repeat(64), ResourceType.CONTENT)
                .attachment(ResourceType.COMMENT, new Shortname("c1"));
        assertThat(command.explain(
                        false,
                        "{}",
                        "sara",
                        "view",
                        "comment",
                        "shop:" + at.subpath().slashed() + "/c1"))
                .isEqualTo("error: asked");
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).subpath()).isEqualTo(at.subpath());
        assertThat(asked.get(0).shortname()).isEqualTo(Optional.of(at.shortname()));
    }
}
