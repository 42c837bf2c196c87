package cc.dmart.console.internal.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lines typed at a terminal or sent by a program. */
class TypedLinesTest {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    private List<String> lines(String typed, boolean terminal) throws IOException {
        PrintStream out = new PrintStream(new TerminalOutput(screen), true, StandardCharsets.UTF_8);
        TypedLines lines =
                new TypedLines(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)), out, terminal);
        List<String> read = new ArrayList<>();
        for (Optional<String> next = lines.next(); next.isPresent(); next = lines.next()) {
            read.add(next.get());
        }
        return read;
    }

    private String shown() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTerminalEchoesAndEdits() throws IOException {
        assertThat(lines("abx\u007f\bc\r", true)).containsExactly("ac");
        assertThat(shown()).isEqualTo("abx\b \b\b \bc\r\n");
    }

    @Test
    void aCharacterOfSeveralBytesIsOneStepBack() throws IOException {
        assertThat(lines("a\u00e9\u20ac\u007fz\r", true)).containsExactly("a\u00e9z");
        assertThat(lines("\u007f\u007fok\r", true)).containsExactly("ok");
    }

    @Test
    void controlKeys() throws IOException {
        assertThat(lines("gone\u0003kept\r", true)).containsExactly("", "kept");
        assertThat(lines("gone\u0015kept\r", true)).containsExactly("kept");
        assertThat(lines("one\r\u0004two\r", true)).containsExactly("one");
        assertThat(lines("x\u001b[Ay\u001bOBz\u001b[1;5C\r", true)).containsExactly("xyz");
    }

    @Test
    void aProgramIsNotEchoed() throws IOException {
        assertThat(lines("one\ntwo\r\nthree", false)).containsExactly("one", "two", "three");
        assertThat(shown()).isEmpty();
    }
}
