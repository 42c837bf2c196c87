package cc.dmart.rest.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.DmartException;
import cc.dmart.rest.internal.edge.BrokenBody;
import cc.dmart.rest.internal.wire.Errors;
import cc.dmart.rest.internal.wire.Unforeseen;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.io.EofException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is unforeseen and what is not; when a reply shows the stack of a failure: {@code security.md} I2. */
class UnforeseenTest {
    /** It is nothing to look into, so it is not logged as an error. */
    @Test
    void aClientThatGoesAwayIsNothingUnforeseen() {
        for (Throwable thrown : List.of(new EofException(), new IllegalStateException(new EofException("early")))) {
            assertThat(BrokenBody.of(thrown))
                    .get()
                    .extracting(DmartException::status)
                    .isEqualTo(400);
        }
        assertThat(BrokenBody.of(new EOFException("a file of ours"))).isEmpty();
        assertThat(BrokenBody.of(new IllegalStateException())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "false,true,dev,false",
        "true,true,dev,false",
        "false,false,dev,false",
        "true,false,production,false",
        "true,false,dev,true",
        "true,false,test,true"
    })
    void s5_13_i2_stacksAreShownOutsideOfProductionOnlyWhereAskedFor(
            boolean debug, boolean hide, String environment, boolean shown) {
        Unforeseen unforeseen = new Unforeseen(
                TestConfig.of(Map.of("debug_enabled", debug, "hide_stack_trace", hide, "app_env", environment)));
        Exception cause = new IllegalStateException("outer", new IllegalArgumentException("inner"));
        DmartException error = unforeseen.error(cause, "id1");
        String body = new String(Errors.body(error), StandardCharsets.UTF_8);
        assertThat(body)
                .startsWith("{\"status\":\"failed\",\"error\":{\"type\":\"exception\",\"code\":430,"
                        + "\"message\":\"Internal error, id1\"");
        assertThat(body.contains("IllegalStateException: outer")
                        && body.contains("IllegalArgumentException: inner")
                        && body.contains("at cc.dmart.rest"))
                .isEqualTo(shown);
        assertThat(body.contains("Exception:") || body.contains("at cc.")).isEqualTo(shown);
    }
}
