package cc.dmart.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    @Test
    void explain(@InjectService(timeout = 5_000) CommandProcessor shell) throws Exception {
        assertThat(lines(said(shell, "dmart:explain dmart view user management:/users/dmart")))
                .contains(
                        "ALLOWED: Permission super_manager of role super_admin allows view by"
                                + " __all_spaces__:__all_subpaths__:user.",
                        "entry management:/users/dmart is active, owner dmart (own)",
                        "ROLE FROM",
                        "super_admin account",
                        "KEY PERMISSIONS ROLES RESULT",
                        "__all_spaces__:__all_subpaths__:user super_manager super_admin allows");
        assertThat(said(shell, "dmart:explain ghost view user management:/users/dmart"))
                .startsWith("DENIED: The account ghost does not exist.");
        assertThat(said(shell, "dmart:explain dmart fly user management:/users/dmart"))
                .isEqualTo("error: no action: fly");
        assertThat(said(shell, "help dmart:explain")).contains("whether a query would list the entry");
    }

    private static List<String> lines(String text) {
        return text.lines().map(line -> line.replaceAll(" +", " ")).toList();
    }

    private static String said(CommandProcessor shell, String line) throws Exception {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try (CommandSession session = shell.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            return String.valueOf(session.execute(line));
        }
    }
}
