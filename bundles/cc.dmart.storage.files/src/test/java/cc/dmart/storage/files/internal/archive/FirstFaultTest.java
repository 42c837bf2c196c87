package cc.dmart.storage.files.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What comes first counts, whoever finds it when. */
class FirstFaultTest {
    private final FirstFault fault = new FirstFault();

    @Test
    void withoutAFaultNothingIsBehindOne() {
        assertThat(fault.isBehind(Integer.MAX_VALUE)).isFalse();
        assertThatCode(fault::raise).doesNotThrowAnyException();
    }

    @Test
    void theFirstInTheRowIsToldAndOnlyWhatIsBehindItIsLeftOut() {
        fault.put(10, new IllegalStateException("ten"));
        assertThat(fault.isBehind(11)).isTrue();
        assertThat(fault.isBehind(10)).isFalse();
        fault.put(3, new IOException("three"));
        fault.put(7, new IllegalStateException("seven"));
        assertThat(fault.isBehind(4)).isTrue();
        assertThat(fault.isBehind(2)).isFalse();
        assertThatThrownBy(fault::raise).isInstanceOf(IOException.class).hasMessage("three");
        fault.put(0, new IllegalStateException("none"));
        assertThatThrownBy(fault::raise).hasMessage("none");
    }
}
