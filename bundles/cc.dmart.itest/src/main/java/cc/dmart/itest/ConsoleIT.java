package cc.dmart.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.context.BundleContextExtension;
import org.osgi.test.junit5.service.ServiceExtension;

/** The commands of the operator shell, as the shell calls them ({@code plugins-events.md} 2.7). */
@ExtendWith({BundleContextExtension.class, ServiceExtension.class})
public class ConsoleIT {
    @Test
    void reindex(@InjectService(timeout = 5_000) CommandProcessor shell) throws Exception {
        assertThat(said(shell, "dmart:reindex")).startsWith("done: ");
        assertThat(said(shell, "dmart:reindex --changed")).startsWith("done: ").contains(", 0 written, 0 removed");
        assertThat(said(shell, "dmart:reindex -c management")).contains(", 0 written, 0 removed");
        assertThat(said(shell, "dmart:reindex management")).startsWith("done: ").doesNotContain(", 0 written");
    }

    private static String said(CommandProcessor shell, String line) throws Exception {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try (CommandSession session = shell.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            return String.valueOf(session.execute(line));
        }
    }
}
