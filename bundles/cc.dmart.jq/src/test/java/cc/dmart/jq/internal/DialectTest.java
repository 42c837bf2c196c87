package cc.dmart.jq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes out of filters, by tables beside this class: a filter, a tab, the values or that it fails. */
class DialectTest {
    private static ProcessJqEngine engine;

    @BeforeAll
    static void start() {
        engine = new ProcessJqEngine(ProcessJqEngineTest::classPath, new ProcessJqEngineTest.Config("", 10, 1, 64));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    static List<Arguments> rows() throws IOException {
        return List.of("dates-written.tsv", "dates-read.tsv", "numbers.tsv", "builtins.tsv").stream()
                .flatMap(table -> lines(table).stream())
                .filter(line -> !line.startsWith("#"))
                .map(line -> Arguments.of((Object[]) line.split("\t", 2)))
                .toList();
    }

    private static List<String> lines(String table) {
        try (InputStream in = Objects.requireNonNull(DialectTest.class.getResourceAsStream(table))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void answers(String filter, String expected) {
        if (expected.equals("fails")) {
            assertThatThrownBy(() -> run(filter))
                    .isInstanceOfSatisfying(
                            DmartException.Invalid.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.JQ_ERROR));
        } else {
            assertThat(run(filter)).isEqualTo(expected);
        }
    }

    private static String run(String filter) {
        return new String(engine.run(filter, "null".getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}
