package cc.dmart.plugin.example.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.Entry;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.plugin.TransitionContext;
import cc.dmart.api.plugin.testing.TestApi;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiptTest {
    private record Approval(Entry ticket) implements TransitionContext {
        @Override
        public String user() {
            return "lina";
        }

        @Override
        public String workflow() {
            return "claims";
        }

        @Override
        public String fromState() {
            return "submitted";
        }

        @Override
        public String toState() {
            return "approved";
        }

        @Override
        public String action() {
            return "approve";
        }

        @Override
        public Optional<String> resolution() {
            return Optional.empty();
        }

        @Override
        public Optional<String> comment() {
            return Optional.empty();
        }
    }

    @Test
    void aReceiptSaysWhoMovedWhatWhere() {
        TestApi api = new TestApi();
        Locator at = Locator.of("shop", "claims", "t1", ResourceType.TICKET);
        new Receipt(api).perform(new Approval(new Entry(at, JsonObject.EMPTY)));
        JsonObject attributes = api.load(Locator.of("shop", "receipts", "t1_approved", ResourceType.CONTENT))
                .orElseThrow()
                .attributes();
        assertThat(attributes.object("payload").flatMap(p -> p.object("body")).orElseThrow())
                .isEqualTo(JsonCodec.parse(
                        "{\"ticket\":\"/claims/t1\",\"from\":\"submitted\",\"to\":\"approved\",\"by\":\"lina\"}"));
    }
}
