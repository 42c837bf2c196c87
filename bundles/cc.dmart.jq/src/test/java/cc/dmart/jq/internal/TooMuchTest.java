package cc.dmart.jq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes too much is refused for that; the time that it may take is no matter of these tests, whatever the machine does beside. */
class TooMuchTest {
    private static final String INPUT = "[{\"n\":\"b\"},{\"n\":\"a\"},{\"n\":\"C\"}]";

    private static ProcessJqEngine engine;

    @BeforeAll
    static void start() {
        engine = new ProcessJqEngine(ProcessJqEngineTest::classPath, new ProcessJqEngineTest.Config("", 60, 1, 64));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static String run(String filter) {
        return new String(engine.run(filter, INPUT.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "range(100001)",
                "[limit(3000;repeat(\"0123456789\"*1000))]",
                "pow(range(1000000000);2)",
                "fromstream([[900000000],1],[[900000000]])",
                "0|strftime(\"%99999999999d\")",
                "0|strftime(\"%c\"*1000000)",
                "\"a\"*8000000|@base32",
                "\"xxxxxxxx\"|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+."
            })
    void tooMuchIsRefused(String filter) {
        assertThatThrownBy(() -> run(filter))
                .isInstanceOfSatisfying(
                        DmartException.Invalid.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JQ_ERROR));
        assertThat(run("length")).as("of the input that it gets").isEqualTo("[3]");
    }
}
