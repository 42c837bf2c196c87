package cc.dmart.console.internal.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.session.ServerSession;

/**
 * An SSH server on the loopback address: passwords alone, no forwarding, no files. The host key is made once and kept. Thread-safe.
 */
final class ShellServer implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final int TRIES = 3;
    private static final int KEY_BITS = 256;
    private static final AttributeKey<String> TOKEN = new AttributeKey<>();

    private final SshServer server = SshServer.setUpDefaultServer();

    /** Begins to listen. @throws IOException if the port is taken or the host key cannot be kept */
    ShellServer(CommandProcessor shell, Gate gate, Path data, int port) throws IOException {
        server.setHost(LOOPBACK);
        server.setPort(port);
        server.setKeyPairProvider(hostKey(data.resolve("console")));
        server.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
        server.setPasswordAuthenticator((user, password, session) -> enter(gate, user, password, session));
        server.setShellFactory(channel -> new ShellCommand(shell, gate, token(channel.getSession()), ""));
        server.setCommandFactory((channel, line) -> new ShellCommand(shell, gate, token(channel.getSession()), line));
        server.setSubsystemFactories(List.of());
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, TRIES);
        CoreModuleProperties.IDLE_TIMEOUT.set(server, IDLE);
        server.addSessionListener(new SessionListener() {
            @Override
            public void sessionClosed(Session session) {
                Optional.ofNullable(session.getAttribute(TOKEN)).ifPresent(token -> gate.leave(token, LOOPBACK));
            }
        });
        server.start();
    }

    private static SimpleGeneratorHostKeyProvider hostKey(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        SimpleGeneratorHostKeyProvider keys = new SimpleGeneratorHostKeyProvider(folder.resolve("host.key"));
        keys.setAlgorithm("EC");
        keys.setKeySize(KEY_BITS);
        return keys;
    }

    private static boolean enter(Gate gate, String user, String password, ServerSession session) {
        Optional<String> token = gate.enter(user, password, LOOPBACK);
        token.ifPresent(t -> session.setAttribute(TOKEN, t));
        return token.isPresent();
    }

    private static String token(ServerSession session) {
        String token = session.getAttribute(TOKEN);
        return token == null ? "" : token;
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
