package cc.dmart.console.internal;

import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.service.AccountChanges;
import cc.dmart.api.service.AuthService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code dmart:sessions} and {@code dmart:passwd}. Thread-safe. */
@Component(
        service = AccountCommands.class,
        property = {"osgi.command.scope=dmart", "osgi.command.function=sessions", "osgi.command.function=passwd"})
public final class AccountCommands {
    private static final int MAX_PASSWORD = 1024;

    private final AuthService auth;
    private final AccountChanges accounts;

    /** Commands about accounts. */
    @Activate
    public AccountCommands(@Reference AuthService auth, @Reference AccountChanges accounts) {
        this.auth = auth;
        this.accounts = accounts;
    }

    /** The sessions of an account, or their end. */
    @Descriptor("lists the sessions of an account, or ends them")
    public String sessions(
            @Descriptor("end all of them")
                    @Parameter(
                            names = {"-e", "--end"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean end,
            @Descriptor("the account") String user) {
        return Operator.say(() -> {
            if (end) {
                return "ended " + auth.endSessionsOf(user);
            }
            Table out = new Table("ID", "CREATED", "LAST USED", "EXPIRES", "BY", "ADDRESS", "CLIENT");
            for (JsonObject session : auth.sessionsOf(user)) {
                out.row(
                        session.string("id").orElse(""),
                        time(session, "created_at"),
                        time(session, "last_used_at"),
                        time(session, "expires_at"),
                        session.string("origin").orElse(""),
                        session.string("ip").orElse(""),
                        session.string("user_agent").orElse(""));
            }
            return out.isEmpty() ? "no sessions" : out.toString();
        });
    }

    private static String time(JsonObject session, String name) {
        return session.number(name)
                .map(JsonNumber::longValue)
                .map(Instant::ofEpochSecond)
                .map(Instant::toString)
                .orElse("");
    }

    /** Sets a password, which is read from the terminal and never an argument ({@code security.md} B7). */
    @Descriptor("sets the password of an account; asks for it, or reads a line of the input")
    public String passwd(CommandSession session, @Descriptor("the account") String user) {
        session.getConsole().print("New password: ");
        session.getConsole().flush();
        String password = line(session.getKeyboard());
        return Operator.say(() -> {
            accounts.update(
                    Operator.CALLER,
                    user,
                    "passwd",
                    stored -> JsonObject.builder()
                            .put("password", password)
                            .put("force_password_change", false)
                            .build());
            return "password of " + user + " set";
        });
    }

    private static String line(InputStream in) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            int next = in.read();
            while (next >= 0 && next != '\n' && next != '\r' && out.size() < MAX_PASSWORD) {
                out.write(next);
                next = in.read();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
