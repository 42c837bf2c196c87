package cc.dmart.console.internal.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.sshd.server.command.AbstractCommandSupport;

/** One channel of an SSH session: a single command line, or a shell until the operator leaves. For one thread. */
final class ShellCommand extends AbstractCommandSupport {
    private static final String PROMPT = "dmart> ";
    private static final String SCOPES = "dmart:gogo:felix:*";
    private static final int FAILED = 1;

    private final CommandProcessor shell;
    private final Gate gate;
    private final String token;
    private final String line;

    /** @param line what to run; empty for a shell */
    ShellCommand(CommandProcessor shell, Gate gate, String token, String line) {
        super(line, null);
        this.shell = shell;
        this.gate = gate;
        this.token = token;
        this.line = line;
    }

    @Override
    public void run() {
        boolean terminal = getEnvironment().getEnv().containsKey("TERM");
        try (PrintStream out = print(getOutputStream(), terminal);
                PrintStream err = print(getErrorStream(), terminal);
                CommandSession session = shell.createSession(getInputStream(), out, err)) {
            session.put("SCOPE", SCOPES);
            onExit(line.isEmpty() ? loop(session, out, err, terminal) : execute(session, line, out, err));
        } catch (IOException e) {
            onExit(FAILED, "the connection is gone");
        }
    }

    private static PrintStream print(OutputStream out, boolean terminal) {
        return new PrintStream(terminal ? new TerminalOutput(out) : out, true, StandardCharsets.UTF_8);
    }

    private int loop(CommandSession session, PrintStream out, PrintStream err, boolean terminal) throws IOException {
        TypedLines lines = new TypedLines(getInputStream(), out, terminal);
        int last = 0;
        while (true) {
            if (terminal) {
                out.print(PROMPT);
                out.flush();
            }
            Optional<String> next = lines.next();
            if (next.isEmpty() || next.get().equals("exit") || next.get().equals("quit")) {
                return last;
            }
            if (!next.get().isBlank()) {
                last = execute(session, next.get(), out, err);
            }
        }
    }

    private int execute(CommandSession session, String command, PrintStream out, PrintStream err) {
        if (!gate.mayRun(token, command)) {
            err.println("This session has ended or is no administrator's any more.");
            return FAILED;
        }
        try {
            Object said = session.execute(command);
            if (said != null) {
                String text = String.valueOf(session.format(said, Converter.INSPECT));
                out.println(text);
                return text.startsWith("error: ") ? FAILED : 0;
            }
            return 0;
        } catch (Exception e) { // whatever a command throws is for the operator to read
            err.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            return FAILED;
        }
    }
}
