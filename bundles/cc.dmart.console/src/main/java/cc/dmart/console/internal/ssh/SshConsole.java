package cc.dmart.console.internal.ssh;

import cc.dmart.api.service.Administrators;
import cc.dmart.api.service.AuthService;
import cc.dmart.console.internal.ConsoleConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.felix.service.command.CommandProcessor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the operator shell over SSH on the loopback address, if a port is set ({@code design.md} 6). Without one no class of the
 * SSH library is loaded. Thread-safe.
 */
@Component(
        service = SshConsole.class,
        immediate = true,
        configurationPid = ConsoleConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConsoleConfig.class)
public final class SshConsole {
    private static final Logger LOG = LoggerFactory.getLogger(SshConsole.class);

    private final @Nullable ShellServer server;

    /** Begins to listen. @throws IOException if the port is taken or the host key cannot be kept */
    @Activate
    public SshConsole(
            @Reference CommandProcessor shell,
            @Reference AuthService auth,
            @Reference Administrators administrators,
            ConsoleConfig config)
            throws IOException {
        if (config.console_port() == 0) {
            server = null;
            return;
        }
        server = new ShellServer(shell, new Gate(auth, administrators), Path.of(config.data()), config.console_port());
        LOG.info("The operator shell listens on 127.0.0.1:{} (ssh, administrators)", config.console_port());
    }

    /** Ends all sessions and stops listening. */
    @Deactivate
    public void close() throws IOException {
        ShellServer running = server;
        if (running != null) {
            running.close();
        }
    }
}
