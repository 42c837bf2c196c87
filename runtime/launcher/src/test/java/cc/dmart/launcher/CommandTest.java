package cc.dmart.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the arguments mean. */
class CommandTest {
    @Test
    void theKnownOnes() {
        assertThat(Command.of()).isEqualTo(Command.RUN);
        assertThat(Command.of("prepare")).isEqualTo(Command.PREPARE);
        assertThat(Command.of("once")).isEqualTo(Command.ONCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "--help", "once more", "Once", " "})
    void anythingElseIsRefusedWithTheUsage(String arguments) {
        assertThatThrownBy(() -> Command.of(arguments.split("(?<=\\S) ")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("'" + arguments + "' is not known; usage: dmart [prepare | once]");
    }
}
